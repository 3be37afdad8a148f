// SPDX-FileCopyrightText: 2026 The Mailgrant authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A person at a browser: logs in to oidc-provider and consents, or refuses.
// Reads one JSON line; see browser.py. Prints the address without its query: a code is in it.

import readline from 'node:readline';
import { chromium } from 'playwright-core';

async function readConfiguration() {
  for await (const line of readline.createInterface({ input: process.stdin }))
    return JSON.parse(line);
  throw new Error('no configuration');
}

const options = await readConfiguration();
const deadline = options.deadline * 1000;

async function launch() {
  const context = await chromium.launchPersistentContext(options.profile, {
    executablePath: options.executable,
    headless: true,
    args: options.arguments,
  });
  const page = context.pages()[0] ?? await context.newPage();
  await page.goto(options.url);
  return { page, close: () => context.close() };
}

// The system's browser runs already: somebody else has opened the page in it.
async function attach() {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${options.debugging_port}`);
  const end = Date.now() + deadline;
  for (;;) {
    const pages = browser.contexts().flatMap(context => context.pages());
    const page = pages.find(candidate => candidate.url().startsWith(options.url));
    if (page)
      return { page, close: () => page.close() };
    if (Date.now() > end)
      throw new Error('the page was not opened');
    await new Promise(later => setTimeout(later, 50));
  }
}

async function submit(page) {
  const left = page.waitForNavigation({ waitUntil: 'load' });
  await page.locator('button[type=submit]').first().click();
  await left;
}

async function logIn(page) {
  if (await page.locator('input[name=login]').count() === 0)
    return;
  await page.fill('input[name=login]', options.login);
  await page.fill('input[name=password]', 'any');
  await submit(page);
}

const { page, close } = options.debugging_port ? await attach() : await launch();
page.setDefaultTimeout(deadline);
await page.waitForLoadState();

if (options.action === 'device') {
  // The user code stands in the address; the person confirms that it is the device's.
  await submit(page);
}

if (options.action !== 'look') {
  await logIn(page);
  if (options.action === 'refuse') {
    const left = page.waitForNavigation({ waitUntil: 'load' });
    await page.locator('a:has-text("Cancel")').click();
    await left;
  } else {
    await submit(page);
  }
}

const address = new URL(page.url());
const text = (await page.locator('body').innerText()).trim();
process.stdout.write(`${JSON.stringify({
  done: true,
  address: `${address.origin}${address.pathname}`,
  text: text.slice(0, 500),
})}\n`);
await close();
process.exit(0);
