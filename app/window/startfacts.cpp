// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/startfacts.h"

#include "app/window/resume.h"
#include "backend/core/journal.h"
#include "backend/kube/kubeconfig.h"
#include "backend/kube/look.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStandardPaths>

namespace app {

using namespace Qt::StringLiterals;
using kube::look::text;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(StartFacts)
};

/// Of the newest show; none where there is none, or where it cannot be read.
std::vector<nlohmann::json> newestLog(const QString &folder)
{
    const QFileInfoList files = showLogs(folder);
    if (files.isEmpty())
        return {};
    return core::Journal::read(files.first().filePath()).value_or(std::vector<nlohmann::json>());
}

} // namespace

QString absent(const QStringList &programs)
{
    QStringList out;
    for (const QString &program : programs) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            out << program;
    }
    return out.join(u", "_s);
}

QString lackingForRehearsal(const QString &whyNoWeb)
{
    const QString programs = absent({u"prometheus"_s, u"prometheus-alertmanager"_s});
    if (!programs.isEmpty())
        return Words::tr("Not on this machine: %1. Install the packages prometheus and "
                         "prometheus-alertmanager.")
            .arg(programs);
    return whyNoWeb.isEmpty() ? QString() : Words::tr("No web tabs: %1").arg(whyNoWeb);
}

QString lackingForCluster()
{
    const QString programs = absent({u"helm"_s, u"kind"_s, u"docker"_s, u"cosign"_s});
    return programs.isEmpty() ? QString()
                              : Words::tr("Not on this machine: %1. Pre-flight says what the "
                                          "show needs of them, and where to get it.")
                                    .arg(programs);
}

QString lackingForKind()
{
    const QString programs = absent({u"kind"_s, u"docker"_s});
    return programs.isEmpty()
               ? QString()
               : Words::tr("A kind cluster needs what is not on this machine: %1. Get it from "
                           "kind.sigs.k8s.io and docs.docker.com.")
                     .arg(programs);
}

QString lastShow(const QString &folder)
{
    const auto lines = newestLog(folder);
    if (lines.empty())
        return {};
    QStringList stories;
    bool ended = false;
    for (const auto &line : lines) {
        const QString event = text(line, {"event"});
        if (event == u"act")
            stories << text(line, {"story"});
        ended = ended || event == u"end";
    }
    const QDateTime began = QDateTime::fromString(text(lines.front(), {"t"}), Qt::ISODate);
    const QString when = QLocale().toString(began.toLocalTime(), QLocale::ShortFormat);
    if (stories.isEmpty())
        stories << (ended ? Words::tr("no act was played")
                          : Words::tr("broken off in its first act"));
    else if (!ended)
        stories << Words::tr("then broken off");
    return Words::tr("Last show: %1, %2: %3")
        .arg(when, text(lines.front(), {"context"}), stories.join(u", "_s));
}

QString openShow(const QString &folder)
{
    const auto lines = newestLog(folder);
    bool begun = false, ended = false;
    for (const auto &line : lines) {
        begun = begun || text(line, {"event"}) == u"go";
        ended = ended || text(line, {"event"}) == u"end";
    }
    return begun && !ended ? text(lines.front(), {"context"}) : QString();
}

QString factsWords(const deploy::ClusterFacts &facts)
{
    return facts.deployed.isEmpty()
               ? Words::tr("The show is not deployed here.")
               : Words::tr("Edition %1 of the show was deployed here.").arg(facts.deployed);
}

void ContextLook::ask(const QString &file, const QString &context)
{
    m_line.reset();
    const auto config = kube::KubeConfig::load(file);
    auto chosen = config ? kube::choose(*config, context)
                         : core::Result<kube::Context>(tl::unexpected(config.error()));
    if (!chosen) {
        emit answered(context, chosen.error().summary, false);
        return;
    }
    m_line = std::make_unique<Line>();
    m_line->context = *std::move(chosen);
    m_line->launcher = std::make_unique<core::ProcessLauncher>(m_line->context.toolsFolder);
    m_line->client =
        std::make_unique<kube::Client>(m_line->context, m_line->transport, m_line->clock);
    m_line->client->useLauncher(*m_line->launcher);
    deploy::readClusterFacts(*m_line->client, this,
                             [this, context](const core::Result<deploy::ClusterFacts> &facts) {
                                 emit answered(context,
                                               facts ? factsWords(*facts) : facts.error().summary,
                                               facts.has_value());
                             });
}

} // namespace app
