// SPDX-FileCopyrightText: 2026 The Mailgrant authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Stands between a client and a device and holds both to an OpenAPI document: what either says
// that the document does not is a violation. Passes everything on. See contract.py.

import fs from 'node:fs';
import https from 'node:https';
import readline from 'node:readline';
import refParser from '@apidevtools/json-schema-ref-parser';
import addFormats from 'ajv-formats';
import ajv2020 from 'ajv/dist/2020.js';
import openapi from 'openapi-backend';

const WELL_KNOWN = '/.well-known/mail-authorization';
const LIMIT = 1024 * 1024;

async function readConfiguration() {
  for await (const line of readline.createInterface({ input: process.stdin }))
    return JSON.parse(line);
  throw new Error('no configuration');
}

// Closes each object, so that a member the document does not name is an error. The parts of an
// allOf are closed as the whole that they make.
function close(schema, isPart = false) {
  if (schema === null || typeof schema !== 'object')
    return;
  for (const part of schema.allOf ?? [])
    close(part, true);
  for (const member of Object.values(schema.properties ?? {}))
    close(member);
  for (const choice of [...schema.oneOf ?? [], ...schema.anyOf ?? []])
    close(choice);
  close(schema.items);
  if (!isPart && (schema.properties || schema.allOf) && !('additionalProperties' in schema))
    schema.unevaluatedProperties = false;
}

function closeBodies(definition) {
  for (const path of Object.values(definition.paths)) {
    for (const operation of Object.values(path)) {
      if (!operation?.responses)
        continue;
      for (const message of [operation.requestBody, ...Object.values(operation.responses)]) {
        for (const media of Object.values(message?.content ?? {}))
          close(media.schema);
      }
    }
  }
}

const say = object => process.stdout.write(`${JSON.stringify(object)}\n`);
const options = await readConfiguration();

// A copy for each place that refers to a schema, since each is closed by itself.
const definition = JSON.parse(JSON.stringify(await refParser.dereference(options.definition)));
closeBodies(definition);

const validator = new openapi.OpenAPIValidator({
  definition,
  customizeAjv: (ajv, ajvOptions) =>
    addFormats(new ajv2020({ ...ajvOptions, strict: false, allErrors: true })),
});

let base = options.base;

// Of a violation only its place is told, never a value: it could be a token.
function violation(direction, exchange, problem) {
  say({ violation: true, direction, ...exchange, problem });
}

function describe(error) {
  const member = error.params?.unevaluatedProperty ?? error.params?.additionalProperty;
  return `${error.instancePath || '/'} ${error.message}${member ? `: ${member}` : ''}`;
}

function findOperation(method, path) {
  if (path === WELL_KNOWN)
    return validator.router.matchOperation({ method, path, headers: {} });
  if (!path.startsWith(`${base}/`))
    return undefined;
  const found = validator.router.matchOperation(
    { method, path: path.slice(base.length), headers: {} });
  return found?.path === WELL_KNOWN ? undefined : found;
}

function mediaType(headers) {
  return headers['content-type']?.split(';')[0].trim().toLowerCase();
}

function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function checkRequest(operation, request, path, body) {
  const exchange = { operation: operation.operationId };
  const secured = (operation.security ?? definition.security ?? []).length > 0;

  if (secured && !/^Bearer \S+$/.test(request.headers.authorization ?? ''))
    violation('request', exchange, 'no bearer where one is needed');
  if (!secured && request.headers.authorization !== undefined)
    violation('request', exchange, 'a bearer where none is asked for');
  if (body.length > 0) {
    const type = mediaType(request.headers);
    if (!operation.requestBody)
      violation('request', exchange, 'a body where none is documented');
    else if (!(type in operation.requestBody.content))
      violation('request', exchange, `undocumented media type ${type}`);
  }
  const result = validator.validateRequest({
    method: request.method,
    path,
    headers: request.headers,
    body: body.length > 0 ? parse(body) ?? body.toString() : undefined,
  }, operation);
  for (const error of result.errors ?? [])
    violation('request', exchange, describe(error));
}

function checkResponse(operation, answer, body) {
  const status = answer.statusCode;
  const exchange = { operation: operation.operationId, status };
  const documented = operation.responses[status] ?? operation.responses[`${status}`[0] + 'XX'] ??
    operation.responses.default;

  if (!documented) {
    violation('response', exchange, 'undocumented status');
    return;
  }
  if (!documented.content) {
    if (body.length > 0)
      violation('response', exchange, 'a body where none is documented');
    return;
  }
  const type = mediaType(answer.headers);
  const content = parse(body);
  if (!(type in documented.content))
    violation('response', exchange, `undocumented media type ${type}`);
  else if (content === undefined)
    violation('response', exchange, 'the body is not JSON');
  else
    for (const error of validator.validateResponse(content, operation, status).errors ?? [])
      violation('response', exchange, describe(error));
  for (const name of Object.keys(documented.headers ?? {})) {
    const header = answer.headers[name.toLowerCase()];
    const { schema } = documented.headers[name];
    if (header !== undefined && !checkHeader(schema, header))
      violation('response', exchange, `header ${name}`);
  }
  if (operation.operationId === 'identify' && status === 200)
    base = content?.base ?? base;
}

function checkHeader(schema, value) {
  const ajv = addFormats(new ajv2020({ strict: false, coerceTypes: true }));
  return ajv.validate({ type: 'object', properties: { value: schema } }, { value });
}

function collect(stream, done) {
  const chunks = [];
  let size = 0;
  stream.on('data', chunk => {
    size += chunk.length;
    if (size > LIMIT)
      stream.destroy(new Error('too large'));
    else
      chunks.push(chunk);
  });
  stream.on('end', () => done(Buffer.concat(chunks)));
  stream.on('error', () => {});
}

function forward(request, body, done) {
  const upstream = https.request({
    host: options.upstream_host,
    port: options.upstream_port,
    method: request.method,
    path: request.url,
    headers: { ...request.headers, host: `${options.upstream_host}:${options.upstream_port}` },
    // The device's certificate is its own; it is the one that was named, or nothing is sent.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    agent: false,
  });
  upstream.on('socket', socket => socket.on('secureConnect', () => {
    const found = socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase();
    if (found !== options.upstream_fingerprint)
      upstream.destroy(new Error('another certificate'));
  }));
  upstream.on('response', answer => collect(answer, content => done(answer, content)));
  upstream.on('error', () => done(null));
  upstream.end(body);
}

const server = https.createServer({
  cert: fs.readFileSync(options.certificate),
  key: fs.readFileSync(options.key),
}, (request, response) => collect(request, body => {
  const { pathname, search } = new URL(request.url, 'https://device');
  const operation = findOperation(request.method, pathname);

  if (operation)
    checkRequest(operation, request,
      (pathname === WELL_KNOWN ? pathname : pathname.slice(base.length)) + search, body);
  else
    violation('request', { operation: null },
      `${request.method} ${pathname} is not documented`);

  forward(request, body, (answer, content) => {
    if (!answer) {
      response.destroy();
      return;
    }
    if (operation) {
      checkResponse(operation, answer, content);
      say({ exchange: operation.operationId, status: answer.statusCode });
    }
    response.writeHead(answer.statusCode, answer.headers);
    response.end(content);
  });
}));

server.listen(0, '127.0.0.1', () => say({
  ready: true,
  port: server.address().port,
  operations: validator.router.getOperations().map(operation => operation.operationId),
}));
