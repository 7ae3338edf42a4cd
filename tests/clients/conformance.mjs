// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
// The official MCP conformance suite, server mode, against each server.
//   conformance.mjs NAME=URL...
// Every scenario that the suite has stands here, so a newer suite cannot bring one unseen; and one
// that does not apply must not begin to pass: then it belongs to those that do.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, finish } from './checks.mjs';

const applies = ['server-initialize', 'ping', 'tools-list', 'server-sse-multiple-streams', 'dns-rebinding-protection'];

const appliesNot = {
    "calls a tool of the suite's own example server, which these servers are not": [
        'tools-call-simple-text', 'tools-call-image', 'tools-call-audio', 'tools-call-embedded-resource',
        'tools-call-mixed-content', 'tools-call-with-logging', 'tools-call-error', 'tools-call-with-progress',
        'tools-call-sampling', 'tools-call-elicitation', 'json-schema-2020-12', 'elicitation-sep1034-defaults',
        'elicitation-sep1330-enums',
    ],
    'resuming a stream is optional and needs kept events, which these servers do not have': ['server-sse-polling'],
    'the servers do not declare logging': ['logging-set-level'],
    'the servers do not declare completions': ['completion-complete'],
    'the servers do not declare resources': [
        'resources-list', 'resources-read-text', 'resources-read-binary', 'resources-templates-read',
        'resources-subscribe', 'resources-unsubscribe',
    ],
    'the servers do not declare prompts': [
        'prompts-list', 'prompts-get-simple', 'prompts-get-with-args', 'prompts-get-embedded-resource',
        'prompts-get-with-image',
    ],
};

const suite = join(fileURLToPath(new URL('.', import.meta.url)),
    'node_modules/@modelcontextprotocol/conformance/dist/index.js');

/** What each scenario found, by its name: {passed, failed: [text]}; warnings count as failures. */
async function run(url) {
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
    try {
        const args = [suite, 'server', '--url', url, '--suite', 'all', '-o', folder];
        const child = spawn(process.execPath, args, { stdio: 'ignore' });
        await new Promise((resolve, reject) => child.on('exit', resolve).on('error', reject));
        const found = new Map();
        for (const entry of await readdir(folder)) {
            const name = entry.replace(/^server-(.*)-\d{4}-\d\d-\d\dT[\d-]+Z$/, '$1');
            const checks = JSON.parse(await readFile(join(folder, entry, 'checks.json'), 'utf8'));
            found.set(name, {
                passed: checks.filter((one) => one.status === 'SUCCESS').length,
                failed: checks.filter((one) => one.status === 'FAILURE' || one.status === 'WARNING')
                    .map((one) => `${one.id}: ${one.errorMessage ?? one.description}`),
            });
        }
        return found;
    } finally {
        await rm(folder, { recursive: true });
    }
}

for (const address of process.argv.slice(2)) {
    const [name, url] = address.split('=');
    let found = new Map();
    await check(`conformance ${name}: the suite's scenarios are those listed here`, async () => {
        found = await run(url);
        assert.deepEqual([...found.keys()].sort(), [...applies, ...Object.values(appliesNot).flat()].sort());
        return `${found.size}`;
    });
    for (const scenario of applies) {
        await check(`conformance ${name}: ${scenario}`, () => {
            const { passed, failed } = found.get(scenario) ?? { passed: 0, failed: [] };
            assert.deepEqual(failed, []);
            assert.ok(passed > 0, 'nothing was checked');
        });
    }
    await check(`conformance ${name}: what does not apply does not pass`, () => {
        for (const scenario of Object.values(appliesNot).flat())
            assert.ok(!found.get(scenario)?.passed || found.get(scenario).failed.length > 0, `${scenario} passes now`);
    });
}
for (const [reason, scenarios] of Object.entries(appliesNot))
    console.log(`      does not apply (${reason}): ${scenarios.join(', ')}`);
finish();
