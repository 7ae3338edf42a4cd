// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/agents.h"
#include "backend/stage/agents/runtime/call.h"
#include "backend/stage/agents/runtime/turn.h"
#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/sse.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

namespace stage::agents {

namespace {

/// Finished tasks beyond this many are forgotten, the oldest first; the controller keeps them all.
constexpr std::size_t mostTasks = 500;

/// The runtime in an agent's pod: A2A on port 8080.
class Agent final : public workloads::Workload {
    struct Core : std::enable_shared_from_this<Core> {
        workloads::Surroundings around;
        AgentConfig config;
        std::string broken; ///< "" or why the configuration cannot be used
        std::map<std::string, std::shared_ptr<Run>> runs;
        std::deque<std::string> order;
        /// By user and context: sessions are per user.
        std::map<std::pair<std::string, std::string>, std::shared_ptr<Conversation>> conversations;

        Awaitable<void> serve(net::Exchange &exchange)
        {
            const net::Request &request = exchange.request();
            const std::string path = request.path();
            if (request.method == "POST" && path == "/") {
                co_await rpc(exchange);
                co_return;
            }
            net::Response response = answer(request, path);
            co_await exchange.reply(std::move(response));
        }

        net::Response answer(const net::Request &request, const std::string &path) const
        {
            const bool reads = request.method == "GET" || request.method == "HEAD";
            if (path == "/.well-known/agent-card.json" || path == "/.well-known/agent.json")
                return reads ? net::Response::json(config.card)
                             : refused("Method Not Allowed", 405);
            if (path == "/health" || path == "/healthz")
                return reads ? net::Response::text("OK") : refused("Method Not Allowed", 405);
            return path == "/" ? refused("Method Not Allowed", 405) : refused("Not Found", 404);
        }

        static net::Response refused(const std::string &why, int status)
        {
            return net::Response::json({{"detail", why}}, status);
        }

        Awaitable<void> rpc(net::Exchange &exchange)
        {
            const tl::expected<Call, Json> call = readCall(exchange.request().body);
            if (!call) {
                co_await reply(exchange, call.error());
                co_return;
            }
            if (call->method == "message/send" || call->method == "message/stream") {
                const tl::expected<std::shared_ptr<Run>, Json> run =
                    start(*call, exchange.request());
                if (!run)
                    co_await reply(exchange, run.error());
                else if (call->method == "message/stream")
                    co_await stream(exchange, *run, call->id, (*run)->stepAt);
                else
                    co_await send(exchange, *run, *call);
                co_return;
            }
            if (call->method == "tasks/resubscribe" && runs.contains(text(call->params, "id"))) {
                const std::shared_ptr<Run> run = runs.at(text(call->params, "id"));
                co_await stream(exchange, run, call->id, run->events.size());
                co_return;
            }
            const Json body = aboutTask(*call);
            co_await reply(exchange, body);
        }

        Json aboutTask(const Call &call) const
        {
            if (call.method == "agent/getAuthenticatedExtendedCard")
                return rpcError(call.id, -32007, "Authenticated extended card not configured");
            if (call.method.rfind("tasks/pushNotificationConfig/", 0) == 0)
                return rpcError(call.id, -32004, "This operation is not supported");
            const auto found = runs.find(text(call.params, "id"));
            if (found == runs.end())
                return errorNoTask(call.id, "Task not found");
            const TaskDocument &document = found->second->document;
            if (call.method == "tasks/cancel") {
                if (document.over())
                    return rpcError(call.id, -32002,
                                    "Task cannot be canceled - current state: TaskState."
                                        + document.state());
                return rpcError(call.id, -32603, "Cancellation is not supported");
            }
            return rpcResult(call.id, withHistoryLength(document.task(),
                                                        member(call.params, "historyLength")));
        }

        static Awaitable<void> reply(net::Exchange &exchange, Json body)
        {
            net::Response response;
            response.headers.set("Content-Type", "application/json");
            response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
            co_await exchange.reply(std::move(response));
        }

        Awaitable<void> send(net::Exchange &exchange, std::shared_ptr<Run> run, Call call)
        {
            const Json wishes = member(call.params, "configuration", Json::object());
            const bool waits = member(wishes, "blocking", true) != Json(false);
            while (waits && !run->settled)
                co_await run->news.wait();
            const Json task =
                withHistoryLength(run->document.task(), member(wishes, "historyLength"));
            co_await reply(exchange, rpcResult(call.id, task));
        }

        /// The run's events from number AT on, until it rests.
        static Awaitable<void> stream(net::Exchange &exchange, std::shared_ptr<Run> run, Json id,
                                      std::size_t at)
        {
            net::Headers headers{{"Content-Type", "text/event-stream; charset=utf-8"},
                                 {"Cache-Control", "no-store"},
                                 {"X-Accel-Buffering", "no"}};
            co_await exchange.begin(200, std::move(headers));
            for (;;) {
                for (; at < run->events.size(); ++at) {
                    const std::string body =
                        rpcResult(id, run->events[at])
                            .dump(-1, ' ', false, Json::error_handler_t::replace);
                    const std::string event = workloads::sseText("", body, "\r\n");
                    const bool there = co_await exchange.write(event);
                    if (!there)
                        co_return;
                }
                if (run->settled)
                    break;
                co_await run->news.wait();
            }
            co_await exchange.end();
        }

        /// Begins a new task, or goes on with one that waits for its user.
        tl::expected<std::shared_ptr<Run>, Json> start(const Call &call,
                                                       const net::Request &request)
        {
            const std::string fault = faultIn(call.params);
            if (!fault.empty())
                return tl::unexpected(errorParams(call.id, fault));
            const Json message = call.params.at("message");
            const std::string task = text(message, "taskId");
            if (!task.empty())
                return goOn(call, message, task);
            std::shared_ptr<Run> run = newRun(message, request);
            boost::asio::co_spawn(around.executor, carry(shared_from_this(), run, true),
                                  boost::asio::detached);
            return run;
        }

        tl::expected<std::shared_ptr<Run>, Json> goOn(const Call &call, const Json &message,
                                                      const std::string &task)
        {
            const auto found = runs.find(task);
            if (found == runs.end())
                return tl::unexpected(
                    errorNoTask(call.id, "Task " + task + " was specified but does not exist"));
            const std::shared_ptr<Run> run = found->second;
            const TaskDocument &document = run->document;
            if (document.over())
                return tl::unexpected(
                    rpcError(call.id, -32602,
                             "Task " + task + " is in terminal state: " + document.state()));
            const std::string context = text(message, "contextId", document.who().context);
            if (context != document.who().context)
                return tl::unexpected(
                    rpcError(call.id, -32602, "Task " + task + " is of another context"));
            if (!run->settled)
                return tl::unexpected(
                    rpcError(call.id, -32602,
                             "Task " + task + " is still in state: " + document.state()));
            run->settled = false;
            run->message = message;
            run->stepAt = run->events.size();
            boost::asio::co_spawn(around.executor, carry(shared_from_this(), run, false),
                                  boost::asio::detached);
            return run;
        }

        std::shared_ptr<Run> newRun(const Json &message, const net::Request &request)
        {
            TurnIdentity who;
            who.task = workloads::newUuid();
            who.context = text(message, "contextId");
            if (who.context.empty())
                who.context = workloads::newUuid();
            who.user = request.headers.get("X-User-Id");
            if (who.user.empty())
                who.user = "A2A_USER_" + who.context;
            who.app = config.app;
            who.author = config.author;
            who.invocation = "e-" + workloads::newUuid();
            auto run = std::make_shared<Run>(around.executor,
                                             TaskDocument(who, message, workloads::timeOf(around)));
            std::shared_ptr<Conversation> &conversation = conversations[{who.user, who.context}];
            if (!conversation)
                conversation = std::make_shared<Conversation>();
            run->conversation = conversation;
            run->message = message;
            run->source = request.headers.get("X-Kagent-Source");
            if (config.tracing)
                run->trace = workloads::TraceContext::parse(request.headers.get("traceparent"));
            runs[who.task] = run;
            order.push_back(who.task);
            forgetOld();
            workloads::say(around, "task " + who.task + " submitted, context " + who.context
                                       + ", from "
                                       + (request.peer.inMesh()
                                              ? request.peer.ns + "/" + request.peer.serviceAccount
                                              : request.peer.address));
            return run;
        }

        void forgetOld()
        {
            while (order.size() > mostTasks) {
                const std::shared_ptr<Run> oldest = runs[order.front()];
                if (!oldest->settled)
                    return;
                const TurnIdentity &who = oldest->document.who();
                conversations.erase({who.user, who.context});
                runs.erase(order.front());
                order.pop_front();
            }
        }

        /// Beside the request: a task goes on when its caller has gone.
        static Awaitable<void> carry(std::shared_ptr<Core> core, std::shared_ptr<Run> run,
                                     bool first)
        {
            // After the answer to a caller that does not wait.
            co_await boost::asio::post(core->around.executor, boost::asio::use_awaitable);
            Turn turn(core->around, core->config, run);
            std::string broken;
            try {
                if (first)
                    co_await turn.begin();
                else
                    co_await turn.resume();
            } catch (const std::exception &problem) {
                broken = problem.what();
            }
            if (!broken.empty())
                turn.giveUp(broken);
        }
    };

public:
    explicit Agent(workloads::Surroundings around)
        : m_core(std::make_shared<Core>())
    {
        tl::expected<AgentConfig, std::string> config = readConfig(around);
        if (config)
            m_core->config = std::move(*config);
        else
            m_core->broken = config.error();
        m_core->around = std::move(around);
    }
    std::vector<workloads::Port> ports() override
    {
        std::vector<workloads::Port> out;
        out.push_back(workloads::Port{"http", workloads::portOf(m_core->around, 8080),
                                      net::Handler([core = m_core](net::Exchange &exchange) {
                                          return core->serve(exchange);
                                      })});
        return out;
    }
    Awaitable<void> run() override
    {
        const std::shared_ptr<Core> core = m_core;
        if (!core->broken.empty()) {
            workloads::say(core->around, core->broken);
            throw std::runtime_error(core->broken);
        }
        workloads::say(core->around,
                       "agent " + core->config.app + " serves A2A, model " + core->config.model);
        co_return;
    }

private:
    std::shared_ptr<Core> m_core;
};

} // namespace

std::unique_ptr<workloads::Workload> makeAgent(workloads::Surroundings around)
{
    return std::make_unique<Agent>(std::move(around));
}

} // namespace stage::agents
