// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/shapes.h"
#include "backend/stage/workloads/telemetry.h"

namespace stage::agents {

/// Calls the Messages API as kagent's runtime does (anthropic 0.61.0 on Python): headers, three
/// tries for 408, 409, 429 and 5xx, pauses of 0.4 and 0.8 s or what retry-after says.
class Anthropic {
public:
    struct Settings {
        std::string baseUrl; ///< "" means https://api.anthropic.com
        std::string key;
    };
    /// Both outlive it.
    Anthropic(const workloads::Surroundings &around, Settings settings);

    /// A piece of text of a streamed answer.
    using OnText = std::function<Awaitable<void>(std::string)>;
    /// The message object, or the text with which the runtime fails the task. With ONTEXT the
    /// answer is streamed.
    Awaitable<tl::expected<Json, std::string>>
    send(Json body, std::optional<workloads::TraceContext> trace, OnText onText = {});

private:
    struct Answer {
        net::Response response;
        Json message;     ///< of a stream: put together
        std::string lost; ///< "" or why there is no answer
    };
    Awaitable<Answer> once(net::Url url, net::Request request, bool streamed, OnText onText);
    net::Request request(const Json &body, int attempt,
                         const std::optional<workloads::TraceContext> &trace) const;

    const workloads::Surroundings &m_around;
    Settings m_settings;
};

/// Puts a streamed message together from its events, one after the other.
class MessageAssembler {
public:
    /// The text that this event adds, "" for none.
    std::string take(const Json &event);
    /// The whole message; null before message_start.
    const Json &message() const { return m_message; }
    const std::string &error() const { return m_error; } ///< of an error event, as JSON text

private:
    Json m_message;
    std::map<std::size_t, std::string> m_partial; // input_json_delta by block
    std::string m_error;
};

/// A tool's MCP input schema as the runtime gives it to the model: no additionalProperties, no
/// $schema, and Optional[X] = None shrinks to a nullable object without description or default.
Json modelSchema(const Json &inputSchema);

} // namespace stage::agents
