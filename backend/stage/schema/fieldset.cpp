// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/fieldset.h"

namespace stage::schema {

namespace {

/// How a message names an element: .image, [name="web"], [="value"], [0].
std::string shown(const std::string &element)
{
    const auto rest = element.substr(2);
    if (element[0] == 'f') {
        return "." + rest;
    }
    if (element[0] == 'v') {
        return "[=" + rest + "]";
    }
    const auto keys = element[0] == 'k' ? Json::parse(rest, nullptr, false) : Json();
    if (!keys.is_object()) {
        return "[" + rest + "]";
    }
    std::string text;
    for (const auto &[name, value] : keys.items()) {
        text += (text.empty() ? "" : ",") + name + "=" + value.dump();
    }
    return "[" + text + "]";
}

} // namespace

FieldSet FieldSet::fromJson(const Json &fieldsV1)
{
    FieldSet set;
    if (!fieldsV1.is_object()) {
        return set;
    }
    for (const auto &[element, below] : fieldsV1.items()) {
        if (element == ".") {
            set.m_here = true;
            continue;
        }
        if (element.size() < 2 || element[1] != ':') {
            continue; // no element that any writer makes
        }
        auto child = fromJson(below);
        child.m_here = child.m_here || child.m_children.empty();
        set.m_children[element] = std::move(child);
    }
    return set;
}

Json FieldSet::toJson() const
{
    Json out = Json::object();
    if (m_here && !m_children.empty()) {
        out["."] = Json::object();
    }
    for (const auto &[element, child] : m_children) {
        out[element] = child.toJson();
    }
    return out;
}

const FieldSet *FieldSet::find(const std::string &element) const
{
    const auto it = m_children.find(element);
    return it == m_children.end() ? nullptr : &it->second;
}

void FieldSet::add(const FieldSet &other)
{
    m_here = m_here || other.m_here;
    for (const auto &[element, child] : other.m_children) {
        m_children[element].add(child);
    }
}

void FieldSet::subtract(const FieldSet &other)
{
    m_here = m_here && !other.m_here;
    for (const auto &[element, child] : other.m_children) {
        if (const auto it = m_children.find(element); it != m_children.end()) {
            it->second.subtract(child);
        }
    }
    tidy();
}

FieldSet FieldSet::common(const FieldSet &other) const
{
    FieldSet out;
    out.m_here = m_here && other.m_here;
    for (const auto &[element, child] : m_children) {
        if (const auto *twin = other.find(element)) {
            out.m_children[element] = child.common(*twin);
        }
    }
    out.tidy();
    return out;
}

void FieldSet::drop(const std::vector<std::string> &elements, std::size_t from)
{
    const auto it = from < elements.size() ? m_children.find(elements[from]) : m_children.end();
    if (it == m_children.end()) {
        return;
    }
    if (from + 1 == elements.size()) {
        m_children.erase(it);
    } else {
        it->second.drop(elements, from + 1);
    }
    tidy();
}

void FieldSet::tidy()
{
    std::erase_if(m_children, [](const auto &entry) { return entry.second.empty(); });
}

std::vector<std::string> FieldSet::paths() const
{
    std::vector<std::string> out;
    collectPaths({}, out);
    return out;
}

void FieldSet::collectPaths(const std::string &path, std::vector<std::string> &out) const
{
    if (m_here && !path.empty()) {
        out.push_back(path);
    }
    for (const auto &[element, child] : m_children) {
        child.collectPaths(path + shown(element), out);
    }
}

} // namespace stage::schema
