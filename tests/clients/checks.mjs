// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
// One line for every check; what fails never ends the rest.
import assert from 'node:assert/strict';

let held = 0;
let failed = 0;

export async function check(title, body) {
    try {
        const said = await body();
        held += 1;
        console.log(`ok    ${title}${typeof said === 'string' ? `: ${said}` : ''}`);
    } catch (error) {
        failed += 1;
        console.log(`FAIL  ${title}: ${String(error?.message ?? error).replace(/\s*\n\s*/g, ' ')}`);
    }
}

/** The error that PROMISE must end with; WORDS must be in its text. */
export async function refusal(promise, words) {
    const error = await promise.then(
        (answer) => assert.fail(`answered ${JSON.stringify(answer).slice(0, 200)}`),
        (reason) => reason);
    assert.ok(String(error.message).includes(words), `"${error.message}" does not say "${words}"`);
    return error;
}

/** Ends the program: 0 when at least one check was made and all held. */
export function finish() {
    process.exit(failed === 0 && held > 0 ? 0 : 1);
}
