// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package sbom

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReactor resolves a build of several modules: the parent beside, properties
// that override, management with scopes, a BOM of the tree and one from elsewhere.
func TestReactor(t *testing.T) {
	dep := func(g, a, rest string) string {
		return "<dependency>\n<groupId>" + g + "</groupId>\n<artifactId>" + a + "</artifactId>" + rest + "</dependency>\n"
	}
	facts := scan(t, map[string]string{
		"pom.xml": "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<project><groupId>org.p</groupId><artifactId>parent</artifactId><version>${revision}</version><packaging>pom</packaging>\n<parent><groupId>org.far</groupId><artifactId>far-parent</artifactId><version>7</version><relativePath/></parent>\n" +
			"<properties><revision>1.0</revision><lib.version>2.0</lib.version><circle>${circle}</circle></properties>\n<dependencyManagement><dependencies>\n" +
			dep("org.lib", "lib", "<version>${lib.version}</version>") + dep("org.t", "t", "<version>5</version><scope>test</scope>") + dep("org.p", "bom", "<version>${project.version}</version><type>pom</type><scope>import</scope>") + dep("org.far", "far-bom", "<version>9</version><type>pom</type><scope>import</scope>") +
			"</dependencies></dependencyManagement></project>\n",
		"bom/pom.xml": "<project><parent><groupId>org.p</groupId><artifactId>parent</artifactId><version>${revision}</version></parent><artifactId>bom</artifactId><dependencyManagement><dependencies>" + dep("org.b", "b", "<version>3.${minor}</version>") + "</dependencies></dependencyManagement><properties><minor>1</minor></properties></project>",
		"app/pom.xml": "<project>\n<parent><groupId>org.p</groupId><artifactId>parent</artifactId><version>${revision}</version></parent><artifactId>app</artifactId>\n<properties><lib.version>2.5</lib.version></properties>\n<dependencies>\n" +
			dep("org.lib", "lib", "") + dep("org.t", "t", "") + dep("org.b", "b", "<optional>true</optional>") + dep("org.far", "managed-far", "") + dep("${project.groupId}", "core", "<version>${project.version}</version>") +
			dep("org.r", "ranged", "<version>[1,2)</version>") + dep("org.c", "c", "<version>${circle}</version>") + dep("org.s", "s", "<version>1</version><scope>provided</scope>") + "</dependencies>\n<profiles><profile><dependencies>" + dep("org.o", "o", "<version>1</version>") + "</dependencies></profile></profiles></project>\n",
		"core/pom.xml": "<project><parent><groupId>org.p</groupId><artifactId>parent</artifactId><version>${revision}</version></parent><artifactId>core</artifactId></project>",
	})
	want := []string{
		"org.b/b@3.1 runtime direct optional", "org.c/c runtime direct", "org.far/far-bom@9 build direct", "org.far/far-parent@7 build direct", "org.far/managed-far runtime direct", "org.lib/lib@2.5 runtime direct",
		"org.o/o@1 runtime direct", "org.r/ranged runtime direct range [1,2)", "org.s/s@1 build direct", "org.t/t@5 test direct",
	}
	if d := cmp.Diff(want, graphRows(facts.Components)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(facts.Gaps) > 0 {
		t.Errorf("gaps: %q", gaps(facts.Gaps))
	}
}
