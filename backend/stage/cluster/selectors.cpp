// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/selectors.h"

#include "backend/stage/cluster/names.h"

#include <algorithm>

namespace stage::cluster {

namespace {

std::string trimmed(const std::string &text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Splits at commas outside parentheses.
std::vector<std::string> splitTerms(const std::string &text)
{
    std::vector<std::string> out;
    std::string current;
    int depth = 0;
    for (const char c : text) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == ',' && depth == 0) {
            out.push_back(trimmed(current));
            current.clear();
        } else {
            current += c;
        }
    }
    out.push_back(trimmed(current));
    return out;
}

/// Also of bytes that are no UTF-8.
std::string inQuotes(const std::string &text)
{
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string scalarText(const Json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    return value.is_null() ? std::string() : value.dump();
}

/// What each kind can be selected by besides metadata.name and metadata.namespace.
std::vector<std::string> selectable(const Resource &resource)
{
    if (resource.custom)
        return {};
    if (resource.plural == "pods")
        return {"spec.nodeName",      "spec.restartPolicy",
                "spec.schedulerName", "spec.serviceAccountName",
                "spec.hostNetwork",   "status.phase",
                "status.podIP",       "status.nominatedNodeName"};
    if (resource.plural == "events")
        return {"involvedObject.kind",
                "involvedObject.namespace",
                "involvedObject.name",
                "involvedObject.uid",
                "involvedObject.apiVersion",
                "involvedObject.resourceVersion",
                "involvedObject.fieldPath",
                "reason",
                "reportingComponent",
                "source",
                "type",
                "regarding.kind",
                "regarding.namespace",
                "regarding.name",
                "regarding.uid"};
    if (resource.plural == "secrets")
        return {"type"};
    if (resource.plural == "namespaces")
        return {"status.phase"};
    if (resource.plural == "nodes")
        return {"spec.unschedulable"};
    if (resource.plural == "services")
        return {"spec.clusterIP", "spec.type"};
    if (resource.plural == "jobs")
        return {"status.successful"};
    if (resource.plural == "replicasets" || resource.plural == "replicationcontrollers")
        return {"status.replicas"};
    return {};
}

std::string pointerOf(std::string path, const Resource &resource)
{
    if (resource.plural == "events" && path == "source")
        return "/source/component";
    if (resource.plural == "jobs" && path == "status.successful")
        return "/status/succeeded";
    std::replace(path.begin(), path.end(), '.', '/');
    return "/" + path;
}

} // namespace

tl::expected<LabelSelector::Term, std::string> LabelSelector::parseTerm(const std::string &text)
{
    Term term;
    const auto operatorAt = text.find_first_of("=!");
    const std::size_t open = text.find('(');
    if (text.front() == '!') {
        term = {trimmed(text.substr(1)), Is::Absent, {}};
    } else if (open != std::string::npos && text.back() == ')') {
        const std::string head = trimmed(text.substr(0, open));
        const std::size_t space = head.find_last_of(" \t");
        const std::string word = space == std::string::npos ? "" : head.substr(space + 1);
        if (word != "in" && word != "notin")
            return tl::unexpected("unable to parse requirement: found '" + word
                                  + "', expected: in, notin, =, ==, !=, gt, lt");
        term = {trimmed(head.substr(0, space)), word == "in" ? Is::In : Is::NotIn, {}};
        term.values = splitTerms(text.substr(open + 1, text.size() - open - 2));
    } else if (operatorAt == std::string::npos
               && (text.ends_with(" in") || text.ends_with(" notin"))) {
        return tl::unexpected(std::string("unable to parse requirement: found '' expected: '('"));
    } else if (operatorAt == std::string::npos) {
        term = {text, Is::Exists, {}};
    } else if (text[operatorAt] == '!' && text.compare(operatorAt, 2, "!=") != 0) {
        return tl::unexpected(
            std::string("unable to parse requirement: found '!', expected: in, notin, =, ==, !=, "
                        "gt, lt"));
    } else {
        const bool equal = text[operatorAt] == '=';
        const std::size_t length = text.compare(operatorAt, 2, "==") == 0 || !equal ? 2 : 1;
        term = {trimmed(text.substr(0, operatorAt)),
                equal ? Is::In : Is::NotIn,
                {trimmed(text.substr(operatorAt + length))}};
    }
    if (const std::string fault = qualifiedNameFault(term.key); !fault.empty())
        return tl::unexpected("unable to parse requirement: <nil>: Invalid value: "
                              + inQuotes(term.key) + ": " + fault);
    for (const std::string &value : term.values) {
        if (const std::string fault = labelValueFault(value); !fault.empty())
            return tl::unexpected("unable to parse requirement: values[0][" + term.key
                                  + "]: Invalid value: " + inQuotes(value) + ": " + fault);
    }
    return term;
}

tl::expected<LabelSelector, std::string> LabelSelector::parse(const std::string &text)
{
    LabelSelector out;
    if (trimmed(text).empty())
        return out;
    for (const std::string &piece : splitTerms(text)) {
        if (piece.empty())
            return tl::unexpected(std::string("unable to parse requirement: found ',', expected: "
                                              "!, identifier, or 'end of string'"));
        auto term = parseTerm(piece);
        if (!term)
            return tl::unexpected(term.error());
        out.m_terms.push_back(std::move(*term));
    }
    return out;
}

bool LabelSelector::matches(const Json &object) const
{
    const Json &labels = at(object, "/metadata/labels");
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term &term) {
        const bool has = labels.is_object() && labels.contains(term.key);
        const std::string value = has ? scalarText(labels[term.key]) : "";
        const bool listed =
            has && std::find(term.values.begin(), term.values.end(), value) != term.values.end();
        switch (term.is) {
        case Is::In: return listed;
        case Is::NotIn: return !listed;
        case Is::Exists: return has;
        case Is::Absent: return !has;
        }
        return false;
    });
}

tl::expected<FieldSelector, std::string> FieldSelector::parse(const std::string &text,
                                                              const Resource &resource)
{
    FieldSelector out;
    if (trimmed(text).empty())
        return out;
    std::vector<std::string> known = selectable(resource);
    known.push_back("metadata.name");
    if (resource.namespaced)
        known.push_back("metadata.namespace");
    for (const std::string &piece : splitTerms(text)) {
        if (piece.empty())
            continue;
        const std::size_t sign = piece.find_first_of("=!");
        if (sign == std::string::npos)
            return tl::unexpected("invalid selector: '" + piece + "'; can't understand '" + piece
                                  + "'");
        const bool equal = piece[sign] == '=';
        const std::size_t length = piece.compare(sign, 2, "==") == 0 || !equal ? 2 : 1;
        const std::string path = piece.substr(0, sign);
        if (std::find(known.begin(), known.end(), path) == known.end())
            return tl::unexpected("field label not supported: " + path);
        out.m_terms.push_back({pointerOf(path, resource), piece.substr(sign + length), equal});
    }
    return out;
}

bool FieldSelector::matches(const Json &object) const
{
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term &term) {
        const Json &value = at(object, term.path);
        std::string found = scalarText(value);
        if (value.is_null() && (term.value == "false" || term.value == "true"))
            found = "false";
        if (value.is_null() && term.value == "0")
            found = "0";
        return (found == term.value) == term.equal;
    });
}

} // namespace stage::cluster
