// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/model/messages.h"
#include "backend/stage/workloads/signal.h"
#include "backend/stage/workloads/sse.h"
#include "backend/stage/workloads/telemetry.h"

namespace stage::workloads {

namespace {

const char modelName[] = "claude-haiku-4-5";

/// The scripted model. Stateless but for a drill: PUT /drill {"delayMs", "status", "seconds"}
/// makes it slow or failing for a while. That route exists only with MODEL_DRILLS=on.
class Model final : public Workload {
    struct Core : std::enable_shared_from_this<Core> {
        Surroundings around;
        std::chrono::system_clock::time_point drillEnds{};
        std::chrono::milliseconds delay{0};
        int failWith = 0;

        Awaitable<void> serve(net::Exchange &exchange)
        {
            const net::Request &request = exchange.request();
            const bool drilled = timeOf(around) < drillEnds;
            const std::string path = request.path();
            if (path == "/v1/messages" && request.method == "POST" && drilled && delay.count() > 0)
                co_await pause(around.executor, delay);
            std::optional<net::Response> response = early(request, path, drilled);
            if (!response)
                response = model::refuse(request);
            if (!response && request.json().value("stream", Json(false)) == Json(true)) {
                co_await stream(exchange);
                co_return;
            }
            if (!response)
                response = net::Response::json(decided(request.json()));
            co_await exchange.reply(std::move(*response));
        }

        std::optional<net::Response> early(const net::Request &request, const std::string &path,
                                           bool drilled)
        {
            if (path == "/healthz" && request.method == "GET")
                return net::Response::text("ok");
            if (path == "/drill" && request.method == "PUT"
                && around.variable("MODEL_DRILLS") == "on")
                return drill(request.json());
            if (path != "/v1/messages" && path.rfind("/v1/models", 0) != 0)
                return model::errorResponse(404, "Not Found");
            if (request.headers.get("x-api-key").empty())
                return model::errorResponse(401, "x-api-key header is required");
            if (path.rfind("/v1/models", 0) == 0)
                return request.method == "GET" ? models(path)
                                               : model::errorResponse(405, "Method Not Allowed");
            if (request.method != "POST")
                return model::errorResponse(405, "Method Not Allowed");
            if (drilled && failWith != 0)
                return model::errorResponse(failWith, failWith == 529
                                                          ? "Overloaded"
                                                          : "a drill makes the model fail");
            return {};
        }

        net::Response models(const std::string &path) const
        {
            const Json one = {{"type", "model"},
                              {"id", modelName},
                              {"display_name", "Scripted stand-in"},
                              {"created_at", "2025-10-15T00:00:00Z"}};
            if (path == "/v1/models")
                return net::Response::json({{"data", {one}},
                                            {"has_more", false},
                                            {"first_id", modelName},
                                            {"last_id", modelName}});
            if (path == std::string("/v1/models/") + modelName)
                return net::Response::json(one);
            return model::errorResponse(404, "model: " + path.substr(path.rfind('/') + 1));
        }

        net::Response drill(const Json &body)
        {
            const auto number = [&](const char *key, int otherwise) {
                const Json value = body.is_object() ? body.value(key, Json()) : Json();
                return value.is_number_integer() ? value.get<int>() : otherwise;
            };
            delay = std::chrono::milliseconds(number("delayMs", 0));
            failWith = number("status", 0);
            drillEnds = timeOf(around) + std::chrono::seconds(number("seconds", 0));
            say(around, "drill: delay " + std::to_string(delay.count()) + " ms, status "
                            + std::to_string(failWith));
            return net::Response::json({{"ok", true}});
        }

        Json decided(const Json &request) const
        {
            Json message = model::message(request);
            const Json &block = message.at("content").front();
            say(around, "messages=" + std::to_string(request.at("messages").size()) + " tools="
                            + std::to_string(request.value("tools", Json::array()).size()) + " -> "
                            + (block.at("type") == "tool_use"
                                   ? "tool_use " + block.at("name").get<std::string>()
                                   : "end_turn"));
            return message;
        }

        Awaitable<void> stream(net::Exchange &exchange)
        {
            const Json message = decided(exchange.request().json());
            net::Headers headers{{"Content-Type", "text/event-stream; charset=utf-8"},
                                 {"Cache-Control", "no-cache"}};
            co_await exchange.begin(200, std::move(headers));
            for (const auto &[name, body] : model::streamEvents(message)) {
                const bool there = co_await exchange.write(sseText(name, body.dump()));
                if (!there)
                    co_return;
            }
            co_await exchange.end();
        }
    };

public:
    explicit Model(Surroundings around)
        : m_core(std::make_shared<Core>())
    {
        m_core->around = std::move(around);
    }
    std::vector<Port> ports() override
    {
        std::vector<Port> out;
        out.push_back(Port{"http", portOf(m_core->around, 9000),
                           net::Handler([core = m_core](net::Exchange &exchange) {
                               return core->serve(exchange);
                           })});
        return out;
    }

private:
    std::shared_ptr<Core> m_core;
};

} // namespace

std::unique_ptr<Workload> makeModel(Surroundings around)
{
    return std::make_unique<Model>(std::move(around));
}

} // namespace stage::workloads
