// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
// The official A2A client talks to support-bot through the forward of kagent's controller.
//   a2a.mjs ORIGIN/api/a2a/NAMESPACE/support-bot/
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ClientFactory, DefaultAgentCardResolver, JsonRpcTransportFactory } from '@a2a-js/sdk/client';
import { check, finish, refusal } from './checks.mjs';

const base = process.argv[2];
const prompt = 'I am customer 12345. Please check my balance, list my recent transactions, and convert my balance to USD.';

// The card names the controller by its name inside the cluster; from out here that is the forward.
function throughForward(input, init) {
    const asked = new URL(input);
    const forward = new URL(base);
    if (asked.hostname.endsWith('.svc.cluster.local'))
        asked.host = forward.host;
    return fetch(asked, init);
}

function message(contextId) {
    const parts = [{ kind: 'text', text: prompt }];
    return { message: { kind: 'message', messageId: randomUUID(), role: 'user', parts, ...(contextId && { contextId }) } };
}

const textOf = (parts) => parts.filter((part) => part.kind === 'text').map((part) => part.text).join('\n');
const calls = (messages, type) => messages.flatMap((one) => one.parts)
    .filter((part) => part.kind === 'data' && part.metadata?.kagent_type === type).map((part) => part.data);

/** The chain of tools that the show is about, each answered, the converted balance among them. */
function judgeChain(messages) {
    const asked = calls(messages, 'function_call');
    assert.deepEqual(asked.map((one) => one.name).sort(), ['convert_currency', 'get_balance', 'list_recent']);
    const answers = new Map(calls(messages, 'function_response').map((one) => [one.id, one.response]));
    for (const one of asked)
        assert.equal(answers.get(one.id)?.isError, false, `${one.name} has no good answer`);
    const conversion = asked.find((one) => one.name === 'convert_currency');
    assert.equal(conversion.args.amount, 4287.55);
    assert.equal(answers.get(conversion.id).structuredContent.amount, 5445.19);
    return asked.map((one) => one.name).join(' -> ');
}

function judgeReply(text) {
    assert.ok(text.includes('£4,287.55'), `no £4,287.55 in: ${text}`);
    assert.ok(text.includes('$5,445.19'), `no $5,445.19 in: ${text}`);
}

const resolver = new DefaultAgentCardResolver({ fetchImpl: throughForward });
const factory = new ClientFactory({
    transports: [new JsonRpcTransportFactory({ fetchImpl: throughForward })],
    cardResolver: resolver,
});
let client, task;

await check('a2a: agent card', async () => {
    const card = await resolver.resolve(base);
    assert.equal(card.name, 'support_bot');
    assert.equal(card.capabilities.streaming, true);
    assert.equal(card.preferredTransport, 'JSONRPC');
    client = await factory.createFromUrl(base);
    return card.url;
});
await check('a2a: message/send', async () => {
    task = await client.sendMessage(message());
    assert.equal(task.kind, 'task');
    assert.equal(task.status.state, 'completed');
    judgeReply(textOf(task.artifacts[0].parts));
    return '£4,287.55 is $5,445.19';
});
await check('a2a: the tool chain in the history', () => judgeChain(task.history));
await check('a2a: tasks/get gives the same task', async () => {
    assert.deepEqual(await client.getTask({ id: task.id }), task);
});
await check('a2a: tasks/get with one entry of history', async () => {
    const short = await client.getTask({ id: task.id, historyLength: 1 });
    assert.deepEqual(short.history, task.history.slice(-1));
});
await check('a2a: message/stream in the same context', async () => {
    const events = [];
    for await (const event of client.sendMessageStream(message(task.contextId)))
        events.push(event);
    assert.ok(events.every((event) => event.contextId === task.contextId), 'another context');
    assert.equal(new Set(events.map((event) => event.taskId)).size, 1);
    assert.notEqual(events[0].taskId, task.id);
    const states = events.filter((event) => event.kind === 'status-update').map((event) => event.status.state);
    assert.deepEqual([...new Set(states)], ['submitted', 'working', 'completed']);
    assert.deepEqual(events.map((event) => event.final === true), events.map((_, i) => i === events.length - 1));
    judgeReply(textOf(events.find((event) => event.kind === 'artifact-update').artifact.parts));
    const said = events.map((event) => event.status?.message).filter((one) => one?.role === 'agent');
    return `${events.length} events, ${judgeChain(said)}`;
});
await check('a2a: an unknown task is an error', async () => {
    await refusal(client.getTask({ id: 'no-such-task' }), '-32001: Task not found');
});
await check('a2a: a finished task cannot be cancelled', async () => {
    await refusal(client.cancelTask({ id: task.id }), '-32002: Task cannot be canceled');
    assert.equal((await client.getTask({ id: task.id })).status.state, 'completed');
});
await check('a2a: an unknown agent has no card', async () => {
    await refusal(resolver.resolve(base.replace('support-bot', 'nobody')), '404');
});
finish();
