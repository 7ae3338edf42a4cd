// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/tools/chart.h"

#include "backend/stage/tools/encoding.h"
#include "backend/stage/workloads/yaml.h"

#include <fstream>
#include <sstream>
#include <yaml-cpp/yaml.h>

namespace stage::tools {

namespace {

std::vector<std::string> documents(const std::string &text)
{
    std::vector<std::string> out(1);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line == "---")
            out.emplace_back();
        else
            out.back() += line + "\n";
    }
    return out;
}

/// A dotted path in nested objects; a key may itself hold dots only when nothing else does.
Json lookup(const Json &names, const std::string &path)
{
    const Json *here = &names;
    std::istringstream parts(path);
    for (std::string part; std::getline(parts, part, '.');) {
        if (!here->is_object() || !here->contains(part))
            return nullptr;
        here = &here->at(part);
    }
    return *here;
}

std::string asText(const Json &value)
{
    return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
}

Json fillText(const std::string &text, const Json &names)
{
    std::string out;
    std::size_t from = 0;
    while (true) {
        const auto open = text.find("${", from);
        const auto close = open == std::string::npos ? open : text.find('}', open);
        if (close == std::string::npos)
            return out + text.substr(from);
        const Json value = lookup(names, text.substr(open + 2, close - open - 2));
        if (open == 0 && close + 1 == text.size())
            return value.is_null() ? Json("") : value;
        out += text.substr(from, open - from) + asText(value);
        from = close + 1;
    }
}

Json fill(const Json &node, const Json &names)
{
    if (node.is_string())
        return fillText(node.get<std::string>(), names);
    if (node.is_array()) {
        Json out = Json::array();
        for (const Json &item : node)
            out.push_back(fill(item, names));
        return out;
    }
    if (!node.is_object())
        return node;
    if (node.size() == 1 && node.contains("$yaml"))
        return toYaml(lookup(names, node.at("$yaml").get<std::string>()));
    if (node.size() == 1 && node.contains("$text"))
        return asText(lookup(names, node.at("$text").get<std::string>()));
    if (node.size() == 1 && node.contains("$base64"))
        return base64Encode(asText(fill(node.at("$base64"), names)));
    Json out = Json::object();
    for (const auto &[key, value] : node.items())
        out[asText(fillText(key, names))] = fill(value, names);
    return out;
}

bool isTrue(const Json &value)
{
    return value.is_boolean() ? value.get<bool>()
                              : value.is_string() && !value.get<std::string>().empty();
}

YAML::Node toNode(const Json &value)
{
    YAML::Node node;
    if (value.is_object()) {
        node = YAML::Node(YAML::NodeType::Map);
        for (const auto &[key, member] : value.items())
            node[key] = toNode(member);
    } else if (value.is_array()) {
        node = YAML::Node(YAML::NodeType::Sequence);
        for (const Json &item : value)
            node.push_back(toNode(item));
    } else if (value.is_string()) {
        node = value.get<std::string>();
        node.SetTag("!"); // quoted: "true" stays a text
    } else if (!value.is_null()) {
        node = value.dump();
    }
    return node;
}

} // namespace

std::string toYaml(const Json &value)
{
    YAML::Emitter out;
    out << toNode(value);
    return std::string(out.c_str()) + "\n";
}

std::string chartName(const std::string &argument)
{
    std::string name = argument.substr(argument.rfind('/') + 1);
    if (name.size() > 4 && name.substr(name.size() - 4) == ".tgz") {
        name.resize(name.size() - 4);
        const auto dash = name.rfind('-');
        if (dash != std::string::npos && dash + 1 < name.size()
            && std::isdigit(static_cast<unsigned char>(name[dash + 1])))
            name.resize(dash);
    }
    return name;
}

Json mergeValues(Json under, const Json &over)
{
    if (!under.is_object() || !over.is_object())
        return over;
    for (const auto &[key, value] : over.items()) {
        if (value.is_null())
            under.erase(key);
        else
            under[key] = under.contains(key) ? mergeValues(under.at(key), value) : value;
    }
    return under;
}

tl::expected<Chart, std::string> loadChart(const std::string &folder, const std::string &name)
{
    std::ifstream file(folder + "/" + name + ".yaml");
    if (!file)
        return tl::unexpected("chart \"" + name + "\" has no stand-in on this stage");
    std::ostringstream text;
    text << file.rdbuf();
    Chart chart;
    bool first = true;
    for (const std::string &document : documents(text.str())) {
        auto json = workloads::yamlToJson(document);
        if (!json)
            return tl::unexpected("chart " + name + ": " + json.error());
        if (first) {
            chart.name = json->at("chart").value("name", name);
            chart.appVersion = asText(json->at("chart").value("appVersion", Json("")));
            chart.values = json->value("values", Json::object());
            chart.crds = json->value("crds", std::vector<std::string>());
        } else if (!json->is_null()) {
            chart.manifests.push_back(std::move(*json));
        }
        first = false;
    }
    return chart;
}

std::vector<Json> render(const Chart &chart, const Release &release)
{
    const Json names = {{"release", {{"name", release.name}, {"namespace", release.ns}}},
                        {"chart", {{"version", release.version}}},
                        {"values", mergeValues(chart.values, release.values)}};
    std::vector<Json> out;
    for (Json manifest : chart.manifests) {
        const std::string condition = manifest.value("x-when", "");
        manifest.erase("x-when");
        if (condition.empty() || isTrue(lookup(names, condition)))
            out.push_back(fill(manifest, names));
    }
    return out;
}

} // namespace stage::tools
