// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/commands.h"
#include "backend/core/paths.h"
#include "backend/deploy/keytest.h"
#include "backend/deploy/licence.h"

#include <QDir>
#include <QTextStream>

namespace app {

using namespace Qt::StringLiterals;

namespace {

deploy::Secrets readSecrets()
{
    return deploy::Secrets(QProcessEnvironment::systemEnvironment(),
                           {deploy::secretFile(), QDir::current().filePath(u".env"_s),
                            core::Paths::own().config + u"/.env"_s});
}

deploy::Items itemsOf(const deploy::Bundle &bundle, const deploy::Secrets &secrets)
{
    deploy::Items items;
    for (const deploy::SecretSpec &secret : bundle.secrets) {
        deploy::Item item =
            deploy::secretItem(secret, secrets.value(secret), QDateTime::currentDateTimeUtc(), true,
                               false, u"trustusbank-cockpit secrets set "_s + secret.name);
        if (const QString from = secrets.origin(secret); !from.isEmpty())
            item.why += u", from "_s + from;
        items.push_back(item);
    }
    return items;
}

/// The key's own service is asked; a licence has been read already.
void testKey(Console &console, const deploy::Bundle &bundle, const deploy::Secrets &secrets,
             deploy::Items &items)
{
    const deploy::SecretSpec *key = bundle.secret(u"anthropic"_s);
    if (!key || secrets.value(*key).isEmpty())
        return;
    http::CurlTransport transport;
    deploy::Requests requests(transport);
    core::SystemClock clock;
    const auto begun = clock.elapsed();
    using Reply = http::Reply;
    const core::Result<Reply> reply = console.get<Reply>([&](QObject *context, auto done) {
        requests.send(deploy::keyQuestion(deploy::modelService(), secrets.value(*key)), context,
                      done);
    });
    items.push_back(deploy::judgeKey(reply, clock.elapsed() - begun));
}

/// From stdin, never from an argument: those can be seen by others.
core::Result<void> enter(Console &console, const deploy::SecretSpec &secret)
{
    if (console.asks())
        console.progress(u"%1 (%2), one line:"_s.arg(secret.title, secret.env));
    const QString value = QTextStream(stdin).readLine().trimmed();
    if (value.isEmpty())
        return tl::unexpected(core::Fault{
            core::Fault::Kind::Usage, u"secrets set: expected the value on stdin"_s, {}, {}});
    return deploy::storeSecret(deploy::secretFile(), secret.env, value);
}

core::Result<void> change(Console &console, const deploy::Bundle &bundle, const QString &verb,
                          const QString &word)
{
    if (verb == u"import") {
        const auto taken = deploy::importSecrets(bundle, word, deploy::secretFile());
        if (!taken)
            return tl::unexpected(taken.error());
        console.progress(taken->isEmpty() ? u"nothing of the demo's is in it"_s
                                          : u"taken: "_s + taken->join(u", "_s));
        return {};
    }
    const deploy::SecretSpec *secret = bundle.secret(word);
    if (!secret) {
        QStringList names;
        for (const deploy::SecretSpec &one : bundle.secrets)
            names << one.name;
        return tl::unexpected(
            core::Fault{core::Fault::Kind::Usage,
                        u"secrets: expected one of %1, not \"%2\""_s.arg(names.join(u", "_s), word),
                        {},
                        {}});
    }
    return verb == u"set" ? enter(console, *secret)
                          : deploy::removeSecret(deploy::secretFile(), secret->env);
}

} // namespace

void keepSecrets(Console &console, const Options &options, ResultDocument &result)
{
    deploy::Choice choice;
    const auto bundle =
        deploy::loadBundle(options.demo.isEmpty() ? builtInBundle() : options.demo, choice);
    if (!bundle) {
        result.fail(bundle.error());
        return;
    }
    const QString verb = options.words.first();
    if (options.words.size() == 2) {
        if (const auto changed = change(console, *bundle, verb, options.words.last()); !changed) {
            result.fail(changed.error());
            return;
        }
    }
    const deploy::Secrets secrets = readSecrets();
    deploy::Items items = itemsOf(*bundle, secrets);
    if (verb == u"test")
        testKey(console, *bundle, secrets, items);
    for (const deploy::Item &item : items)
        console.print(deploy::itemLine(item));
    for (const QString &warning : secrets.warnings())
        console.progress(warning);
    result.set("items", deploy::itemsDocument(items));
    if (verb == u"test" && deploy::total(items).startsWith(u"NO-GO"_s))
        result.fail(deploy::total(items));
}

} // namespace app
