// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
// The official MCP client calls every tool of the four servers: straight, and through the gateway.
//   mcp.mjs GATEWAY-ORIGIN account-mcp=URL transaction-mcp=URL ticket-mcp=URL currency-converter=URL
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { check, finish, refusal } from './checks.mjs';

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

// Calls are made in this order; `seen` carries what a later call needs from an earlier one.
const servers = {
    'account-mcp': {
        route: 'account',
        calls: [
            ['get_balance', () => ({ account_id: '12345' }),
                (got) => assert.deepEqual(got, { account_id: '12345', balance: 4287.55, currency: 'GBP' })],
            ['get_balance', () => ({ account_id: '99999' }),
                (got) => assert.deepEqual(got, { error: 'account not found', account_id: '99999' })],
            ['get_profile', () => ({ account_id: '12345' }), (got) => {
                assert.deepEqual(Object.keys(got).sort(),
                    ['account_id', 'address', 'dob', 'email', 'kyc_status', 'name', 'ni_number', 'phone']);
                assert.equal(got.name, 'Alice Smith');
            }],
        ],
        missing: ['get_balance', {}],
    },
    'transaction-mcp': {
        route: 'transaction',
        calls: [
            ['list_recent', () => ({ account_id: '12345' }), ({ result }) => {
                assert.deepEqual(result.map((one) => one.txn_id), ['txn-001', 'txn-002', 'txn-003', 'txn-004']);
                assert.match(result[0].ts, time);
                assert.equal(result[2].amount, -1499);
            }],
            ['get_details', () => ({ txn_id: 'txn-003' }),
                (got) => assert.deepEqual([got.account_id, got.merchant], ['12345', 'GenericLuxuryGoods'])],
            ['get_details', () => ({ txn_id: 'txn-000' }),
                (got) => assert.equal(got.error, 'transaction not found')],
            ['flag_suspicious', () => ({ txn_id: 'txn-003' }),
                (got) => assert.deepEqual(got, { txn_id: 'txn-003', flagged: true })],
            ['get_details', () => ({ txn_id: 'txn-003' }), (got) => assert.equal(got.flagged, true)],
        ],
        missing: ['get_details', {}],
    },
    'ticket-mcp': {
        route: 'ticket',
        calls: [
            ['create_ticket', () => ({ customer_id: '12345', summary: 'Card lost' }), (got, seen) => {
                assert.match(got.ticket_id, /^TICK-/);
                assert.deepEqual([got.severity, got.status], ['medium', 'open']);
                seen.ticket = got.ticket_id;
            }],
            ['notify_human', (seen) => ({ ticket_id: seen.ticket, channel: 'pager' }),
                (got, seen) => assert.deepEqual(got, { ticket_id: seen.ticket, notified: 'pager' })],
            ['notify_human', () => ({ ticket_id: 'TICK-none' }),
                (got) => assert.equal(got.error, 'ticket not found')],
        ],
        missing: ['create_ticket', { customer_id: '12345' }],
    },
    'currency-converter': {
        route: 'currency-converter',
        calls: [
            ['convert_currency', () => ({ amount: 4287.55, from: 'GBP', to: 'USD' }),
                (got) => assert.deepEqual(got, { amount: 5445.19, currency: 'USD', from: 'GBP' })],
            ['convert_currency', () => ({ amount: 1, from: 'GBP', to: 'XXX' }),
                (got) => assert.equal(got.error, 'unsupported currency')],
        ],
        missing: ['convert_currency', { amount: 1 }],
    },
};

/** A list is one text a record, anything else one text; the structured content says the same. */
function structured(result) {
    assert.ok(!result.isError, `isError: ${result.content?.[0]?.text}`);
    const texts = result.content.map((part) => JSON.parse(part.text));
    const { structuredContent } = result;
    assert.deepEqual(texts, Array.isArray(structuredContent.result) ? structuredContent.result : [structuredContent]);
    return structuredContent;
}

async function look(title, url, server, behindGateway) {
    const client = new Client({ name: 'trustusbank-clients', version: '1.0.0' });
    const transport = new StreamableHTTPClientTransport(new URL(url));
    const wanted = [...new Set(server.calls.map(([tool]) => tool))];
    const seen = {};
    const called = new Set();
    await check(`${title}: initialize`, async () => {
        await client.connect(transport);
        assert.ok(transport.sessionId, 'no session');
        // What conformance.mjs leaves out rests on this.
        if (!behindGateway)
            assert.deepEqual(Object.keys(client.getServerCapabilities()), ['tools']);
        return `revision ${transport.protocolVersion}`;
    });
    await check(`${title}: ping`, () => client.ping());
    await check(`${title}: tools/list`, async () => {
        const { tools } = await client.listTools();
        assert.deepEqual(tools.map((tool) => tool.name).sort(), [...wanted].sort());
        for (const tool of tools)
            assert.ok(tool.description && tool.inputSchema.required.length > 0, tool.name);
        return tools.map((tool) => tool.name).join(', ');
    });
    for (const [tool, argumentsOf, judge] of server.calls) {
        const again = called.has(tool) ? ' once more' : '';
        called.add(tool);
        await check(`${title}: ${tool}${again}`, async () => {
            judge(structured(await client.callTool({ name: tool, arguments: argumentsOf(seen) })), seen);
        });
    }
    await check(`${title}: a missing argument is the tool's error`, async () => {
        const [name, given] = server.missing;
        const result = await client.callTool({ name, arguments: given });
        assert.equal(result.isError, true);
        return result.content[0].text;
    });
    await check(`${title}: an unknown tool is refused, and the session goes on`, async () => {
        await refusal(client.callTool({ name: 'no_such_tool', arguments: {} }), 'Unknown tool: no_such_tool');
        await client.ping();
    });
    await check(`${title}: a session that was ended is gone`, async () => {
        const session = transport.sessionId;
        await transport.terminateSession();
        await client.close();
        const late = await fetch(url, {
            method: 'POST',
            headers: {
                'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream',
                'Mcp-Session-Id': session,
            },
            body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
        });
        assert.equal(late.status, 404);
    });
}

const [gateway, ...addresses] = process.argv.slice(2);
for (const address of addresses) {
    const [name, url] = address.split('=');
    await look(`mcp ${name}`, url, servers[name], false);
    await look(`mcp ${name} through the gateway`, `${gateway}/mcp/${servers[name].route}`, servers[name], true);
}
await check('mcp: every server was asked', () => assert.deepEqual(
    addresses.map((address) => address.split('=')[0]).sort(), Object.keys(servers).sort()));
finish();
