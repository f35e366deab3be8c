// Copyright 2026 The outgate Authors
// SPDX-License-Identifier: Apache-2.0
//
// The script of the HTML report: it unpacks the table of all violations and
// components and shows the rows that are in view. What comes from the examined
// repository is set as text, never as markup. Without this script the page shows
// the first violations by itself.
'use strict';

const $ = id => document.getElementById(id);

// h makes an element: text and elements are appended, attributes set.
function h(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const name in attributes) e.setAttribute(name, attributes[name]);
  e.append(...children.filter(c => c !== null && c !== undefined && c !== ''));
  return e;
}

function icon(name) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(ns, 'use');
  use.setAttribute('href', '#i-' + name);
  svg.append(use);
  return svg;
}

const number = n => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

let words = {};
// say is a text of the catalog; values go where {name} stands.
function say(key, values) {
  return (words[key] || key).replace(/\{(\w+)\}/g, (all, name) => values && name in values ? String(values[name]) : all);
}

// unpack reads the table: base64, gzip, JSON.
async function unpack() {
  const packed = atob($('table').textContent);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}
