// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "backend/deploy/render.h"

namespace app {

using namespace Qt::StringLiterals;

namespace {

/// A bundle is right when it can be read for every kind of cluster, and its acts too.
core::Result<void> checkActs(const QString &folder)
{
    const auto first = deploy::loadBundle(folder, {});
    if (!first)
        return tl::unexpected(first.error());
    deploy::Choice choice;
    for (const deploy::Edition &edition : first->editions) {
        choice.edition = edition.id;
        for (const QString &cluster : {u"stage"_s, u"kind"_s, u"other"_s}) {
            choice.cluster = cluster;
            const auto bundle = deploy::loadBundle(folder, choice);
            if (!bundle)
                return tl::unexpected(bundle.error());
            if (const auto script = readActs(*bundle); !script)
                return tl::unexpected(script.error());
        }
    }
    return {};
}

core::Result<QStringList> render(const Options &options, const QString &from, const QString &folder)
{
    deploy::Choice choice;
    choice.edition = options.edition;
    const auto bundle = deploy::loadBundle(from, choice);
    if (!bundle)
        return tl::unexpected(bundle.error());
    return deploy::renderBundle(*bundle, folder);
}

} // namespace

void handleBundle(Console &console, const Options &options, ResultDocument &result)
{
    const QString verb = options.words.value(0);
    const QString folder = options.words.value(1);
    const QString from = options.demo.isEmpty() ? builtInBundle() : options.demo;
    if (verb == u"validate") {
        const auto count = deploy::validateBundle(folder);
        const auto acts = count ? checkActs(folder) : core::Result<void>();
        if (!count)
            result.fail(count.error());
        else if (!acts)
            result.fail(acts.error());
        else
            console.print(u"%1: good"_s.arg(folder));
        return;
    }
    const auto files =
        verb == u"export" ? deploy::exportBundle(from, folder) : render(options, from, folder);
    if (!files) {
        result.fail(files.error());
        return;
    }
    Json list = Json::array();
    for (const QString &file : *files)
        list.push_back(file.toStdString());
    result.set("files", list);
    console.print(u"%1 files in %2"_s.arg(files->size()).arg(folder));
}

} // namespace app
