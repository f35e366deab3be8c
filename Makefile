# Copyright 2026 The outgate Authors
# SPDX-License-Identifier: Apache-2.0
#
# What a contributor runs. `go build ./...` and `go test ./...` need nothing of this.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME   ?= 5m

.PHONY: help check bench fuzz golden cross
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "%-8s %s\n", $$1, $$2}' Makefile

check: ## format, vet, staticcheck, tests: what must be green before a change is sent
	@test -z "$$(gofmt -l .)" || { gofmt -l . ; echo "run gofmt -w on these"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	go test ./...

bench: ## the benchmarks of every package, with allocations
	go test -run '^$$' -bench . -benchmem ./...

fuzz: ## every fuzz target for FUZZTIME (5m) each
	@for p in $$(go list ./...); do \
		for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "== $$p $$f"; go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
		done; \
	done

golden: ## rewrite the golden reports, schemas' fixtures and transcripts; read the diff before you commit it
	go test ./report -update
	go test ./cmd/outgate -update

cross: ## compile for the other platforms
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 go build -o /dev/null ./cmd/outgate
	CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 go build -o /dev/null ./cmd/outgate
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -o /dev/null ./cmd/outgate
