// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0

package attest

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/secure-systems-lab/go-securesystemslib/encrypted"
)

// Key signs and verifies, or verifies alone when it was made of a public key.
type Key struct {
	signer crypto.Signer // nil for a public key
	public crypto.PublicKey
	id     string
}

// The labels that cosign gives a private key under a password.
const (
	sigstoreLabel = "ENCRYPTED SIGSTORE PRIVATE KEY"
	cosignLabel   = "ENCRYPTED COSIGN PRIVATE KEY"
)

// Encrypted reports whether a private key needs a password.
func Encrypted(data []byte) bool {
	block, _ := pem.Decode(data)
	return block != nil && (block.Type == sigstoreLabel || block.Type == cosignLabel)
}

// ReadPrivateKey reads a private key in PEM: PKCS #8, or as cosign writes it, under
// a password. The error never holds a part of the key.
func ReadPrivateKey(data, password []byte) (*Key, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, errors.New("expected a private key in PEM")
	}
	der := block.Bytes
	switch block.Type {
	case "PRIVATE KEY":
	case sigstoreLabel, cosignLabel:
		var err error
		if der, err = encrypted.Decrypt(block.Bytes, password); err != nil {
			return nil, errors.New("the password does not open the key")
		}
	case "PUBLIC KEY":
		return nil, errors.New("this is the public key; signing takes the private one")
	case "EC PRIVATE KEY":
		return nil, errors.New("expected PKCS #8; convert it with `openssl pkcs8 -topk8 -nocrypt`")
	case "ENCRYPTED PRIVATE KEY":
		return nil, errors.New("expected PKCS #8 without a password, or a key of cosign; convert it with `openssl pkcs8`")
	default:
		return nil, fmt.Errorf("a PEM block %q is no private key", label(block.Type))
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errors.New("the private key is not PKCS #8")
	}
	signer, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, errKind
	}
	k, err := newKey(signer.Public())
	if err != nil {
		return nil, err
	}
	k.signer = signer
	return k, nil
}

// label shows what a PEM block calls itself, as far as that is a label.
func label(s string) string {
	if len(s) > 40 {
		s = s[:40]
	}
	return s
}

// ReadPublicKey reads a public key: PEM (PKIX), or the base64 of one as it stands
// in a policy.
func ReadPublicKey(data []byte) (*Key, error) {
	der := data
	if block, _ := pem.Decode(data); block != nil {
		if block.Type != "PUBLIC KEY" {
			return nil, fmt.Errorf("a PEM block %q is no public key", label(block.Type))
		}
		der = block.Bytes
	} else if raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(data))); err == nil {
		der = raw
	}
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, errors.New("expected a public key: PEM as `openssl pkey -pubout` and cosign write it, or the base64 between its lines")
	}
	return newKey(public)
}

var errKind = errors.New("expected a key for Ed25519 or ECDSA P-256")

func newKey(public crypto.PublicKey) (*Key, error) {
	switch k := public.(type) {
	case ed25519.PublicKey:
	case *ecdsa.PublicKey:
		if k.Curve != elliptic.P256() {
			return nil, errKind
		}
	default:
		return nil, errKind
	}
	id, err := dsse.SHA256KeyID(public)
	return &Key{public: public, id: id}, err
}

// Generate makes a key for Ed25519 and returns both halves in PEM.
func Generate() (private, public []byte, err error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	pub, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pub}), nil
}

// ID is "SHA256:" and the base64 of the digest of the public key (PKIX), as ssh
// and DSSE name keys.
func (k *Key) ID() string { return k.id }

// KeyID is [Key.ID], for package dsse.
func (k *Key) KeyID() (string, error) { return k.id, nil }

// Public is the public key.
func (k *Key) Public() crypto.PublicKey { return k.public }

// PublicText is the public key as it stands in a policy: the base64 of its PKIX form.
func (k *Key) PublicText() string {
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil {
		return "" // it was one of the two kinds, which can be written
	}
	return base64.StdEncoding.EncodeToString(der)
}

// Sign signs data: Ed25519 over the data, ECDSA over its SHA-256 in ASN.1.
func (k *Key) Sign(_ context.Context, data []byte) ([]byte, error) {
	if k.signer == nil {
		return nil, errors.New("a public key cannot sign")
	}
	if _, ok := k.public.(ed25519.PublicKey); ok {
		return k.signer.Sign(rand.Reader, data, crypto.Hash(0))
	}
	sum := sha256.Sum256(data)
	return k.signer.Sign(rand.Reader, sum[:], crypto.SHA256)
}

// Verify is the counterpart of Sign.
func (k *Key) Verify(_ context.Context, data, signature []byte) error {
	ok := false
	switch public := k.public.(type) {
	case ed25519.PublicKey:
		ok = ed25519.Verify(public, data, signature)
	case *ecdsa.PublicKey:
		sum := sha256.Sum256(data)
		ok = ecdsa.VerifyASN1(public, sum[:], signature)
	}
	if !ok {
		return errors.New("the signature does not fit")
	}
	return nil
}
