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

Fault unknown(const QString &place, const QString &what, const QString &name,
              const QStringList &known)
{
    return usage(u"%1: unknown %2 \"%3\", expected %4"_s.arg(place, what, name,
                                                             known.isEmpty()
                                                                 ? u"none, for there is none here"_s
                                                                 : QString(u"one of "_s
                                                                           + known.join(u", "_s))));
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
        return unknown(placeOf(at), QString::fromStdString(key), textOf(value), known);
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

/// The alerts of the edition's own PrometheusRules.
QStringList alertsOf(const deploy::Bundle &bundle)
{
    QStringList out;
    const auto take = [&](const Json &object) {
        if (object.value("kind", Json()) != Json("PrometheusRule"))
            return;
        for (const Json &group : object.value(Json::json_pointer("/spec/groups"), Json::array())) {
            for (const Json &rule : group.value("rules", Json::array())) {
                if (const QString alert = textOf(rule.value("alert", Json())); !alert.isEmpty())
                    out << alert;
            }
        }
    };
    const auto look = [&](const deploy::PhaseSpec &phase) {
        for (const deploy::StepSpec &step : phase.steps) {
            const auto *apply = std::get_if<deploy::ApplyStep>(&step.kind);
            if (apply && bundle.isOfEdition(step))
                std::for_each(apply->objects.begin(), apply->objects.end(), take);
        }
    };
    const deploy::Edition *edition = bundle.current();
    for (const deploy::PhaseSpec &phase : bundle.phases) {
        if (!edition || edition->phases.contains(phase.id))
            look(phase);
    }
    std::for_each(bundle.operations.begin(), bundle.operations.end(), look);
    out.removeDuplicates();
    return out;
}

/// An alert that no counter stands for is never this act's own.
Look alertWithoutCounter(const QStringList &counted, const show::PlaceOf &placeOf)
{
    return [=](const std::string &name, const Json &value, const Json &check,
               const std::string &at) -> std::optional<Fault> {
        const QString alert = textOf(check.value(Json::json_pointer("/with/alert"), Json()));
        if (name != "probe" || textOf(value) != u"alerts.firing" || counted.contains(alert))
            return {};
        const std::string with = at.substr(0, at.size() - name.size()) + "with/alert";
        return usage(u"%1: alert \"%2\" has no counter, expected one of evidence.alerts: %3"_s.arg(
            placeOf(with), alert, counted.join(u", "_s)));
    };
}

/// evidence.alerts: which alert rises with which counter.
std::optional<Fault> faultOfAlerts(const show::Sources &sources, const QStringList &alerts,
                                   const show::PlaceOf &placeOf)
{
    for (const auto &[alert, counter] : sources.alerts) {
        const QString place = placeOf("/evidence/alerts/" + alert.toStdString());
        if (!alerts.contains(alert))
            return unknown(place, u"alert"_s, alert, alerts);
        if (!sources.counterNames().contains(counter))
            return unknown(place, u"counter"_s, counter, sources.counterNames());
    }
    return {};
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
    const QStringList alerts = alertsOf(bundle);
    for (const auto &[key, known] :
         {std::pair("act", idsOf(script.acts)), std::pair("alert", alerts)}) {
        if (auto fault = firstFault(document, unknownName(key, known, placeOf)))
            return fault;
    }
    if (auto fault = faultOfAlerts(script.sources, alerts, placeOf))
        return fault;
    QStringList counted;
    for (const auto &[alert, counter] : script.sources.alerts)
        counted << alert;
    if (auto fault = firstFault(document, alertWithoutCounter(counted, placeOf)))
        return fault;
    return firstFault(document, brokenExpectation(placeOf));
}

} // namespace app
