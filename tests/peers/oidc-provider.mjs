// SPDX-FileCopyrightText: 2026 The Mailgrant authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An OAuth 2.0 and OpenID Connect server with login and consent pages.
// Reads its configuration as one JSON line; each further one ends the grants of an account.
// See oidc_provider.py.

import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import readline from 'node:readline';
import { Provider } from 'oidc-provider';

const say = object => process.stdout.write(`${JSON.stringify(object)}\n`);
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const options = JSON.parse((await lines.next()).value);

const server = options.certificate
  ? https.createServer({ cert: fs.readFileSync(options.certificate), key: fs.readFileSync(options.key) })
  : http.createServer();
await new Promise(listening => server.listen(0, '127.0.0.1', listening));
const issuer = `${options.certificate ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;

const redirects = ['http://127.0.0.1/', 'http://[::1]/', 'http://localhost/'];
const codeGrants = ['authorization_code', 'refresh_token'];
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: options.public_client,
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      response_types: ['code'],
      grant_types: [...codeGrants, deviceGrant],
      redirect_uris: redirects.flatMap(uri => [uri, `${uri}callback`]),
    },
    {
      client_id: options.confidential_client,
      client_secret: options.confidential_secret,
      application_type: 'native',
      token_endpoint_auth_method: options.confidential_method,
      response_types: ['code'],
      grant_types: [...codeGrants, deviceGrant],
      redirect_uris: redirects.flatMap(uri => [uri, `${uri}callback`]),
    },
    {
      client_id: options.resource_client,
      client_secret: options.resource_secret,
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: [],
      response_types: [],
      grant_types: [],
    },
  ],
  scopes: ['openid', 'offline_access', ...options.mail_scopes],
  claims: { openid: ['sub', 'email'] },
  // Whoever logs in is an account: the login name is the mail address.
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, email: id }) }),
  extraTokenClaims: (context, token) => ({ email: token.accountId }),
  pkce: { required: () => true, methods: ['S256'] },
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    introspection: {
      enabled: true,
      allowedPolicy: (context, client) => client.clientId === options.resource_client,
    },
    resourceIndicators: { enabled: false },
    revocation: { enabled: true },
    userinfo: { enabled: true },
  },
  issueRefreshToken: (context, client, code) =>
    client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  rotateRefreshToken: options.rotate,
  ttl: {
    AccessToken: options.access_token_ttl,
    RefreshToken: options.refresh_token_ttl,
    AuthorizationCode: 60,
    DeviceCode: options.device_code_ttl,
    Grant: options.refresh_token_ttl,
    IdToken: 3600,
    Interaction: 3600,
    Session: 86400,
  },
  cookies: { keys: [options.cookie_key] },
});

// What happened, without any token: tests ask for it, and people who read a log.
for (const event of ['grant.success', 'grant.error', 'grant.revoked', 'authorization.success',
  'authorization.error', 'introspection.error', 'revocation.error', 'server_error'])
  provider.on(event, (context, error) => say({
    event,
    grant_type: context?.oidc?.params?.grant_type,
    error: error?.error,
    description: error?.error_description,
  }));

// The grants of each account, to be ended as a person ends them on their account's page.
const grants = new Map();
provider.on('grant.success', context => {
  const { accountId, grantId } = context.oidc.entities.AccessToken;
  grants.set(accountId, [...grants.get(accountId) ?? [], grantId]);
});

async function endGrants(account) {
  for (const grant of grants.get(account) ?? []) {
    for (const model of [provider.AccessToken, provider.RefreshToken])
      await model.revokeByGrantId(grant);
    await (await provider.Grant.find(grant))?.destroy();
  }
  grants.delete(account);
}

server.on('request', provider.callback());
say({ ready: true, issuer });

for (let line = await lines.next(); !line.done; line = await lines.next()) {
  const { account } = JSON.parse(line.value);
  await endGrants(account);
  say({ event: 'grants-ended', account });
}
process.exit(0);
