// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/table.h"

#include "backend/stage/cluster/columns.h"
#include "backend/stage/cluster/convert.h"
#include "backend/stage/cluster/jsonpath.h"

#include <ctime>

namespace stage::cluster {

namespace {

Json definition(const std::string &name, const std::string &type, const std::string &format,
                const std::string &description, int priority)
{
    return {{"name", name},
            {"type", type},
            {"format", format},
            {"description", description},
            {"priority", priority}};
}

Json customCell(const Column &column, const Json &object, std::time_t now)
{
    const std::vector<Json> found = jsonPath(object, column.jsonPath);
    if (found.empty() || found.front().is_null())
        return column.type == "date" ? Json("<unknown>") : Json();
    const Json &value = found.front();
    if (column.type == "date")
        return value.is_string() ? Json(age(value.get<std::string>(), now)) : Json("<invalid>");
    if (column.type == "string" && !value.is_string())
        return value.dump();
    return value;
}

} // namespace

std::string humanDuration(long long seconds)
{
    const auto part = [](long long amount, const char *unit) {
        return std::to_string(amount) + unit;
    };
    if (seconds < -1)
        return "<invalid>";
    if (seconds < 0)
        return "0s";
    if (seconds < 60 * 2)
        return part(seconds, "s");
    const long long minutes = seconds / 60;
    if (minutes < 10)
        return seconds % 60 == 0 ? part(minutes, "m")
                                 : part(minutes, "m") + part(seconds % 60, "s");
    if (minutes < 60 * 3)
        return part(minutes, "m");
    const long long hours = minutes / 60;
    if (hours < 8)
        return minutes % 60 == 0 ? part(hours, "h") : part(hours, "h") + part(minutes % 60, "m");
    if (hours < 48)
        return part(hours, "h");
    const long long days = hours / 24;
    if (hours < 24 * 8)
        return hours % 24 == 0 ? part(days, "d") : part(days, "d") + part(hours % 24, "h");
    if (days < 365 * 2)
        return part(days, "d");
    const long long years = days / 365;
    if (years < 8)
        return days % 365 == 0 ? part(years, "y") : part(years, "y") + part(days % 365, "d");
    return part(years, "y");
}

Printer::Printer(const Type &type)
    : m_type(type)
{
}

Json Printer::definitions() const
{
    Json out = Json::array();
    if (!m_type.resource.custom) {
        for (const BuiltinColumn &column : builtinColumns(storeNameOf(m_type.resource)))
            out.push_back(definition(column.name, column.type,
                                     std::string(column.name) == "Name" ? "name" : "", column.name,
                                     column.priority));
        return out;
    }
    out.push_back(
        definition("Name", "string", "name", "Name must be unique within a namespace.", 0));
    for (const Column &column : m_type.columns)
        out.push_back(definition(column.name, column.type, column.format,
                                 column.description.empty()
                                     ? "Custom resource definition column (in JSONPath format): "
                                           + column.jsonPath
                                     : column.description,
                                 column.priority));
    if (m_type.columns.empty())
        out.push_back(definition("Age", "date", "", "When the object was made.", 0));
    return out;
}

Json Printer::cells(const Json &object, std::time_t now) const
{
    Json out = Json::array();
    if (!m_type.resource.custom) {
        for (const BuiltinColumn &column : builtinColumns(storeNameOf(m_type.resource)))
            out.push_back(column.cell(object, now));
        return out;
    }
    out.push_back(text(object, "/metadata/name"));
    for (const Column &column : m_type.columns)
        out.push_back(customCell(column, object, now));
    if (m_type.columns.empty())
        out.push_back(age(text(object, "/metadata/creationTimestamp"), now));
    return out;
}

Json metadataOnly(const Json &object, const std::string &metaVersion)
{
    return {{"kind", "PartialObjectMetadata"},
            {"apiVersion", "meta.k8s.io/" + metaVersion},
            {"metadata", at(object, "/metadata")}};
}

Json tableOf(const Type &type, const std::vector<Object> &objects, const Form &form,
             const std::string &include, Json metadata, bool withDefinitions)
{
    const Printer printer(type);
    const std::time_t now = std::time(nullptr);
    Json rows = Json::array();
    for (const Object &object : objects) {
        // The stored form of an Event has the core names, which the columns are written for.
        Json row = {{"cells", printer.cells(*object, now)}};
        if (include == "Object")
            row["object"] = *served(type.resource, object);
        else if (include != "None")
            row["object"] = metadataOnly(*object, form.version);
        rows.push_back(std::move(row));
    }
    Json out = {{"kind", "Table"},
                {"apiVersion", "meta.k8s.io/" + form.version},
                {"metadata", std::move(metadata)},
                {"columnDefinitions", Json::array()},
                {"rows", std::move(rows)}};
    if (withDefinitions)
        out["columnDefinitions"] = printer.definitions();
    return out;
}

} // namespace stage::cluster
