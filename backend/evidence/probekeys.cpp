// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/evidence/probekeys.h"
#include "backend/core/duration.h"

#include <algorithm>

namespace evidence {

using namespace Qt::StringLiterals;

namespace {

/// What the value should have been, or "" when it is that.
QString wanted(const ProbeKey &key, const Json &value)
{
    if (key.kind == ProbeKey::Kind::Count)
        return value.is_number_integer() && value >= 0 ? QString() : u"a whole number"_s;
    const QString text =
        value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
    if (key.kind == ProbeKey::Kind::Duration)
        return core::parseDuration(text) ? QString() : u"a duration like 500ms, 20s or 2m"_s;
    if (!key.values.isEmpty())
        return key.values.contains(text) ? QString() : u"one of "_s + key.values.join(u", "_s);
    return text.isEmpty() ? u"a text (quote numbers)"_s : QString();
}

} // namespace

std::optional<WithFault> faultOfWith(const ProbeWords &probe, const Json &with)
{
    QStringList names;
    for (const ProbeKey &key : probe.keys)
        names << key.name;
    const QString takes = names.isEmpty() ? u"no \"with\""_s : names.join(u", "_s);
    if (!with.is_object())
        return WithFault{{}, u"\"with\" is no mapping"_s, takes};
    for (const auto &[name, value] : with.items()) {
        const QString key = QString::fromStdString(name);
        const auto known =
            std::find_if(probe.keys.begin(), probe.keys.end(),
                         [&key](const ProbeKey &candidate) { return candidate.name == key; });
        if (known == probe.keys.end())
            return WithFault{key,
                             u"unknown key \"%1\" in the \"with\" of %2"_s.arg(key, probe.name),
                             takes};
        if (const QString expected = wanted(*known, value); !expected.isEmpty())
            return WithFault{key,
                             u"\"%1\" of %2 is %3"_s.arg(key, probe.name,
                                                         QString::fromStdString(value.dump())),
                             expected};
    }
    for (const ProbeKey &key : probe.keys) {
        if (key.needed && !with.contains(key.name.toStdString()))
            return WithFault{{},
                             u"no \"%1\" in the \"with\" of %2"_s.arg(key.name, probe.name),
                             wanted(key, Json())};
    }
    return std::nullopt;
}

} // namespace evidence
