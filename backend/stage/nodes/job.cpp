// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/job.h"

#include <algorithm>

namespace stage::nodes {

using cluster::at;
using cluster::text;
using std::chrono::milliseconds;

namespace {

int number(const Json &object, const std::string &pointer, int otherwise)
{
    const Json &value = at(object, pointer);
    return value.is_number() ? value.get<int>() : otherwise;
}

class Run {
public:
    Run(const Json &self, const std::vector<Object> &pods, Time now, milliseconds backoff)
        : m_self(self)
        , m_pods(pods)
        , m_now(now)
        , m_backoff(backoff)
        , m_name(text(self, "/metadata/name"))
        , m_parallelism(number(self, "/spec/parallelism", 1))
        , m_completions(number(self, "/spec/completions", m_parallelism))
        , m_status(at(self, "/status"))
    {
        if (!m_status.is_object())
            m_status = Json::object();
    }

    Plan decide()
    {
        if (finished()) {
            expire();
            return std::move(m_plan);
        }
        count();
        const bool suspended = m_self["spec"].value("suspend", false);
        if (!suspended && !m_status.contains("startTime"))
            m_status["startTime"] = rfc3339(m_now);
        if (m_failed > number(m_self, "/spec/backoffLimit", 6))
            fail("BackoffLimitExceeded", "Job has reached the specified backoff limit");
        else if (overdue())
            fail("DeadlineExceeded", "Job was active longer than specified deadline");
        else if (m_succeeded >= m_completions)
            complete();
        else if (suspended)
            stopActive();
        else
            startPods();
        writeStatus();
        return std::move(m_plan);
    }

private:
    bool finished() const
    {
        return text(condition(m_self, "Complete"), "/status") == "True"
               || text(condition(m_self, "Failed"), "/status") == "True";
    }

    void expire()
    {
        const Json &ttl = at(m_self, "/spec/ttlSecondsAfterFinished");
        const std::string since = text(m_self, "/status/completionTime",
                                       text(condition(m_self, "Failed"), "/lastTransitionTime"));
        const auto end = parseRfc3339(since);
        if (!ttl.is_number() || !end)
            return;
        const auto left = *end + std::chrono::seconds(ttl.get<int>()) - m_now;
        if (left.count() > 0)
            m_plan.lookAgain(std::chrono::duration_cast<milliseconds>(left) + milliseconds(10));
        else
            m_plan.steps.push_back(Remove{
                {"batch/v1", "Job", text(m_self, "/metadata/namespace"), m_name}, {}, {}, {}});
    }

    void count()
    {
        for (const Object &pod : m_pods) {
            const std::string phase = text(*pod, "/status/phase");
            m_succeeded += phase == "Succeeded";
            m_failed += phase == "Failed";
            m_active += podActive(*pod);
            m_ready += podActive(*pod) && podReady(*pod);
        }
    }

    bool overdue()
    {
        const Json &limit = at(m_self, "/spec/activeDeadlineSeconds");
        const auto start = parseRfc3339(text(m_status, "/startTime"));
        if (!limit.is_number() || !start)
            return false;
        const auto left = *start + std::chrono::seconds(limit.get<int>()) - m_now;
        if (left.count() > 0)
            m_plan.lookAgain(std::chrono::duration_cast<milliseconds>(left) + milliseconds(10));
        return left.count() <= 0;
    }

    void stopActive()
    {
        for (const Object &pod : m_pods)
            if (podActive(*pod))
                m_plan.steps.push_back(Remove{{"v1", "Pod", text(*pod, "/metadata/namespace"),
                                               text(*pod, "/metadata/name")},
                                              m_self,
                                              "SuccessfulDelete",
                                              "Deleted pod: "});
    }

    void fail(const std::string &reason, const std::string &message)
    {
        stopActive();
        m_active = m_ready = 0;
        setCondition(m_status["conditions"], "FailureTarget", true, reason, message, m_now);
        setCondition(m_status["conditions"], "Failed", true, reason, message, m_now);
        m_plan.steps.push_back(Tell{m_self, "Warning", reason, message});
    }

    void complete()
    {
        const std::string message = "Reached expected number of succeeded pods";
        setCondition(m_status["conditions"], "SuccessCriteriaMet", true, "CompletionsReached",
                     message, m_now);
        setCondition(m_status["conditions"], "Complete", true, "CompletionsReached", message,
                     m_now);
        m_status["completionTime"] = rfc3339(m_now);
        m_plan.steps.push_back(Tell{m_self, "Normal", "Completed", "Job completed"});
    }

    /// Time until the next retry is due; none when nothing failed lately.
    std::optional<milliseconds> retryWait() const
    {
        std::optional<Time> last;
        for (const Object &pod : m_pods) {
            if (text(*pod, "/status/phase") != "Failed")
                continue;
            const auto at =
                parseRfc3339(text(*pod, "/status/containerStatuses/0/state/terminated/finishedAt"));
            if (at && (!last || *at > *last))
                last = at;
        }
        if (!last)
            return std::nullopt;
        const auto due = *last + m_backoff * (1 << std::min(m_failed - 1, 8));
        const auto left = std::chrono::duration_cast<milliseconds>(due - m_now);
        return left.count() > 0 ? std::optional(left) : std::nullopt;
    }

    void startPods()
    {
        const int wanted = std::min(m_parallelism, m_completions - m_succeeded);
        if (m_active >= wanted)
            return;
        if (const auto wait = retryWait()) {
            m_plan.lookAgain(*wait + milliseconds(5));
            return;
        }
        for (; m_active < wanted; ++m_active) {
            Json pod = podFromTemplate(m_self, "batch/v1", "Job", at(m_self, "/spec/template"));
            pod["metadata"]["generateName"] = m_name + "-";
            Json &labels = pod["metadata"]["labels"];
            for (const char *prefix : {"", "batch.kubernetes.io/"}) {
                labels[std::string(prefix) + "job-name"] = m_name;
                labels[std::string(prefix) + "controller-uid"] = text(m_self, "/metadata/uid");
            }
            m_plan.steps.push_back(Create{pod, m_self, "SuccessfulCreate", "Created pod: "});
        }
    }

    void writeStatus()
    {
        for (const auto &[name, value] :
             {std::pair("active", m_active), std::pair("succeeded", m_succeeded),
              std::pair("failed", m_failed)}) {
            if (value > 0)
                m_status[name] = value;
            else
                m_status.erase(name);
        }
        m_status["ready"] = m_ready;
        m_status["terminating"] = 0;
        m_status["uncountedTerminatedPods"] = Json::object();
        if (m_status != at(m_self, "/status"))
            m_plan.steps.push_back(
                SetStatus{{"jobs.batch", text(m_self, "/metadata/namespace"), m_name}, m_status});
    }

    const Json &m_self;
    const std::vector<Object> &m_pods;
    Time m_now;
    milliseconds m_backoff;
    std::string m_name;
    int m_parallelism, m_completions;
    int m_active = 0, m_ready = 0, m_succeeded = 0, m_failed = 0;
    Json m_status;
    Plan m_plan;
};

} // namespace

Plan planJob(const Json &job, const std::vector<Object> &pods, Time now, milliseconds backoff)
{
    if (terminating(job))
        return {};
    return Run(job, pods, now, backoff).decide();
}

JobController::JobController(boost::asio::any_io_executor executor, cluster::Objects &objects)
    : Controller(std::move(executor), objects, "jobs.batch", "job-controller")
{
    alsoOwned("pods", "Job");
}

Plan JobController::plan(const Key &, const Object &self)
{
    if (!self)
        return {};
    return planJob(*self, owned("pods", *self), std::chrono::system_clock::now());
}

} // namespace stage::nodes
