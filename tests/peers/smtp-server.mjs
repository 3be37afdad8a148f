// SPDX-FileCopyrightText: 2026 The Mailgrant authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A scripted mail server. Reads its configuration as one JSON line; every further line is merged
// into it, so that a test decides what the next login is told. See smtp_server.py.

import fs from 'node:fs';
import readline from 'node:readline';
import smtpServer from 'smtp-server';

const say = object => process.stdout.write(`${JSON.stringify(object)}\n`);
let options;

async function introspect(token) {
  const { url, client, secret } = options.introspection;
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ token }),
  });
  return answer.json();
}

async function accepts(auth) {
  if (options.verdict !== 'check')
    return options.verdict === 'accept';
  if (auth.method !== 'XOAUTH2')
    return options.password !== null && auth.password === options.password;
  const token = await introspect(auth.accessToken);
  return token.active === true && token.email === auth.username;
}

async function onAuth(auth, session, done) {
  const accepted = await accepts(auth);
  say({ event: 'login', method: auth.method, user: auth.username, accepted });
  if (accepted)
    done(null, { user: auth.username });
  else if (auth.method === 'XOAUTH2' && options.challenge)
    done(null, { data: options.challenge });
  else
    done(Object.assign(new Error(options.reply.text), { responseCode: options.reply.code }));
}

function onMailFrom(address, session, done) {
  if (options.sender_reply)
    done(Object.assign(new Error(options.sender_reply.text),
      { responseCode: options.sender_reply.code }));
  else
    done();
}

function onData(stream, session, done) {
  let size = 0;
  stream.on('data', chunk => { size += chunk.length; });
  stream.on('end', () => {
    say({
      event: 'message',
      user: session.user ?? null,
      from: session.envelope.mailFrom.address,
      to: session.envelope.rcptTo.map(recipient => recipient.address),
      size,
    });
    done();
  });
}

function listen(secure) {
  const server = new smtpServer.SMTPServer({
    secure,
    banner: 'scripted',
    cert: options.certificate ? fs.readFileSync(options.certificate) : undefined,
    key: options.key ? fs.readFileSync(options.key) : undefined,
    authMethods: options.methods,
    authOptional: options.relay,
    disabledCommands: options.relay ? ['AUTH', 'STARTTLS'] : [],
    onAuth: (auth, session, done) => onAuth(auth, session, done).catch(done),
    onMailFrom,
    onData,
  });
  // A client that hangs up in the middle is none of the server's errors.
  server.on('error', () => {});
  return new Promise(listening => {
    const listener = server.listen(0, '127.0.0.1', () => listening(listener.address().port));
  });
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  if (options) {
    Object.assign(options, JSON.parse(line));
    say({ event: 'changed' });
  } else {
    options = JSON.parse(line);
    say({
      ready: true,
      port: await listen(false),
      tls_port: options.certificate ? await listen(true) : null,
    });
  }
}
process.exit(0);
