// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/actscheck.h"
#include "app/cockpit/hands.h"

namespace app {

using namespace Qt::StringLiterals;
using core::Fault;
using show::Json;

namespace {

/// The first text under KEY, anywhere in the document, that is none of KNOWN.
std::optional<Fault> unknownName(const Json &node, const std::string &key, const QStringList &known,
                                 const show::PlaceOf &placeOf, const std::string &pointer = {})
{
    if (!node.is_structured())
        return {};
    for (const auto &[name, value] : node.items()) {
        const std::string at = pointer + '/' + name;
        const QString text =
            value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
        if (node.is_object() && name == key && value.is_string() && !known.contains(text))
            return Fault{Fault::Kind::Usage,
                         u"%1: unknown %2 \"%3\", expected one of %4"_s.arg(
                             placeOf(at), QString::fromStdString(key), text, known.join(u", "_s)),
                         {},
                         {}};
        if (auto fault = unknownName(value, key, known, placeOf, at))
            return fault;
    }
    return {};
}

/// The first expectation, anywhere in the document, that could never hold.
std::optional<Fault> brokenExpectation(const Json &node, const show::PlaceOf &placeOf,
                                       const std::string &pointer = {})
{
    if (!node.is_structured())
        return {};
    for (const auto &[name, value] : node.items()) {
        const std::string at = pointer + '/' + name;
        const QString text =
            value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
        if (node.is_object() && name == "expect" && show::isBrokenComparison(text))
            return Fault{Fault::Kind::Usage,
                         placeOf(at) + u": \""_s + text
                             + u"\" compares with no number, expected ==, !=, >=, <=, > or < and "
                               "a number"_s,
                         {},
                         {}};
        if (auto fault = brokenExpectation(value, placeOf, at))
            return fault;
    }
    return {};
}

/// The first check or condition, anywhere in the document, whose `with` its probe cannot use.
std::optional<Fault> brokenWith(const Json &node, const std::vector<evidence::ProbeWords> &probes,
                                const show::PlaceOf &placeOf, const std::string &pointer = {})
{
    if (!node.is_structured())
        return {};
    if (node.is_object() && node.contains("probe") && node.at("probe").is_string()) {
        const QString name = QString::fromStdString(node.at("probe").get<std::string>());
        const auto probe =
            std::find_if(probes.begin(), probes.end(),
                         [&name](const evidence::ProbeWords &known) { return known.name == name; });
        const Json with = node.value("with", Json::object());
        if (const auto fault =
                probe == probes.end() ? std::nullopt : evidence::faultOfWith(*probe, with)) {
            const std::string at = pointer + "/with" + (fault->key.isEmpty() ? "" : "/");
            return Fault{Fault::Kind::Usage,
                         u"%1: %2, expected %3"_s.arg(placeOf(at + fault->key.toStdString()),
                                                      fault->what, fault->expected),
                         {},
                         {}};
        }
    }
    for (const auto &[name, value] : node.items()) {
        if (auto fault = brokenWith(value, probes, placeOf, pointer + '/' + name))
            return fault;
    }
    return {};
}

template <class T> QStringList idsOf(const std::vector<T> &things)
{
    QStringList out;
    for (const T &thing : things)
        out << thing.id;
    return out;
}

} // namespace

std::optional<Fault> faultOfActs(const Json &document, const show::Script &script,
                                 const deploy::Bundle &bundle, const show::PlaceOf &placeOf)
{
    std::vector<evidence::ProbeWords> probes = evidence::probes();
    for (const QString &counter : script.sources.counterNames())
        probes.push_back({counter});
    for (const evidence::ProbeWords &probe : consoleProbes())
        probes.push_back(probe);
    QStringList names;
    for (const evidence::ProbeWords &probe : probes)
        names << probe.name;
    for (const auto &[key, known] :
         {std::pair("probe", names), std::pair("operation", idsOf(bundle.operations)),
          std::pair("tab", idsOf(bundle.tabs)), std::pair("forward", idsOf(bundle.forwards))}) {
        if (auto fault = unknownName(document, key, known, placeOf))
            return fault;
    }
    if (auto fault = brokenWith(document, probes, placeOf))
        return fault;
    return brokenExpectation(document, placeOf);
}

} // namespace app
