// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/actscheck.h"
#include "app/cockpit/hands.h"

namespace app {

using namespace Qt::StringLiterals;
using core::Fault;
using show::Json;

namespace {

Fault usage(const QString &summary)
{
    return {Fault::Kind::Usage, summary, {}, {}};
}

QString textOf(const Json &value)
{
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
}

/// One entry of a mapping of the document: what it is called, its value, the mapping, where it is.
using Look = std::function<std::optional<Fault>(const std::string &name, const Json &value,
                                                const Json &mapping, const std::string &at)>;

/// The first fault that LOOK finds, anywhere in the document.
std::optional<Fault> firstFault(const Json &node, const Look &look, const std::string &pointer = {})
{
    if (!node.is_structured())
        return {};
    for (const auto &[name, value] : node.items()) {
        const std::string at = pointer + '/' + name;
        auto fault = node.is_object() ? look(name, value, node, at) : std::nullopt;
        if (!fault)
            fault = firstFault(value, look, at);
        if (fault)
            return fault;
    }
    return {};
}

/// A text under KEY that is none of KNOWN.
Look unknownName(const std::string &key, const QStringList &known, const show::PlaceOf &placeOf)
{
    return [=](const std::string &name, const Json &value, const Json &,
               const std::string &at) -> std::optional<Fault> {
        if (name != key || !value.is_string() || known.contains(textOf(value)))
            return {};
        return usage(u"%1: unknown %2 \"%3\", expected one of %4"_s.arg(
            placeOf(at), QString::fromStdString(key), textOf(value), known.join(u", "_s)));
    };
}

/// An expectation that could never hold.
Look brokenExpectation(const show::PlaceOf &placeOf)
{
    return [=](const std::string &name, const Json &value, const Json &,
               const std::string &at) -> std::optional<Fault> {
        if (name != "expect" || !show::isBrokenComparison(textOf(value)))
            return {};
        return usage(placeOf(at) + u": \""_s + textOf(value)
                     + u"\" compares with no number, expected ==, !=, >=, <=, > or < and "
                       "a number"_s);
    };
}

/// A check or condition whose `with` its probe cannot use.
Look brokenWith(const std::vector<evidence::ProbeWords> &probes, const show::PlaceOf &placeOf)
{
    return [=](const std::string &name, const Json &value, const Json &check,
               const std::string &at) -> std::optional<Fault> {
        if (name != "probe" || !value.is_string())
            return {};
        const auto probe =
            std::find_if(probes.begin(), probes.end(),
                         [called = textOf(value)](const evidence::ProbeWords &known) {
                             return known.name == called;
                         });
        if (probe == probes.end())
            return {};
        const auto fault = evidence::faultOfWith(*probe, check.value("with", Json::object()));
        if (!fault)
            return {};
        const std::string with = at.substr(0, at.size() - name.size()) + "with";
        return usage(u"%1: %2, expected %3"_s.arg(
            placeOf(fault->key.isEmpty() ? with : with + '/' + fault->key.toStdString()),
            fault->what, fault->expected));
    };
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
        if (auto fault = firstFault(document, unknownName(key, known, placeOf)))
            return fault;
    }
    if (auto fault = firstFault(document, brokenWith(probes, placeOf)))
        return fault;
    return firstFault(document, brokenExpectation(placeOf));
}

} // namespace app
