// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/yaml.h"

#include "backend/stage/net/yamlwalk.h"

#include <chrono>

namespace stage::workloads {

namespace {

net::Json scalar(const YAML::Node &node)
{
    const std::string text = node.Scalar();
    if (node.Tag() == "!")
        return text;
    if (text == "true" || text == "True")
        return true;
    if (text == "false" || text == "False")
        return false;
    if (text.empty() || text == "null" || text == "~")
        return nullptr;
    net::Json number = net::Json::parse(text, nullptr, false);
    return number.is_number() ? number : net::Json(text);
}

net::Json convert(const YAML::Node &node, net::YamlWalk &walk)
{
    const net::YamlWalk::Step step(walk, node);
    if (node.IsScalar())
        return scalar(node);
    if (node.IsSequence()) {
        net::Json out = net::Json::array();
        for (const YAML::Node &item : node)
            out.push_back(convert(item, walk));
        return out;
    }
    if (node.IsMap()) {
        net::Json out = net::Json::object();
        for (const auto &member : node)
            out[member.first.as<std::string>()] = convert(member.second, walk);
        return out;
    }
    return nullptr;
}

} // namespace

tl::expected<net::Json, std::string> yamlToJson(const std::string &text)
{
    try {
        net::YamlWalk walk;
        return convert(YAML::Load(text), walk);
    } catch (const YAML::Exception &error) {
        return tl::unexpected("line " + std::to_string(error.mark.line + 1) + ", column "
                              + std::to_string(error.mark.column + 1) + ": " + error.msg);
    }
}

std::chrono::milliseconds duration(const std::string &text, std::chrono::milliseconds otherwise)
{
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
        ++digits;
    if (digits == 0 || digits > 9)
        return otherwise;
    const long value = std::stol(text.substr(0, digits));
    const std::string unit = text.substr(digits);
    if (unit == "ms")
        return std::chrono::milliseconds(value);
    if (unit == "s")
        return std::chrono::seconds(value);
    if (unit == "m")
        return std::chrono::minutes(value);
    return otherwise;
}

} // namespace stage::workloads
