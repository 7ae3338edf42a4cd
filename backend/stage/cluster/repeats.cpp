// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/repeats.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace stage::cluster {

namespace {

using nlohmann::json;

/// Listens to a JSON text and notes each name that an object has had before.
class Listener final : public json::json_sax_t {
public:
    explicit Listener(std::string prefix)
        : m_prefix(std::move(prefix))
    {
    }
    std::vector<std::string> found;

    bool null() override { return next(); }
    bool boolean(bool) override { return next(); }
    bool number_integer(number_integer_t) override { return next(); }
    bool number_unsigned(number_unsigned_t) override { return next(); }
    bool number_float(number_float_t, const string_t &) override { return next(); }
    bool string(string_t &) override { return next(); }
    bool binary(binary_t &) override { return next(); }
    bool start_object(std::size_t) override
    {
        m_places.push_back({});
        return true;
    }
    bool key(string_t &name) override
    {
        Place &here = m_places.back();
        here.name = name;
        if (!here.names.insert(name).second)
            note();
        return true;
    }
    bool end_object() override { return leave(); }
    bool start_array(std::size_t) override
    {
        m_places.push_back({true, 0, {}, {}});
        return true;
    }
    bool end_array() override { return leave(); }
    bool parse_error(std::size_t, const std::string &, const json::exception &) override
    {
        return false;
    }

private:
    struct Place {
        bool array = false;
        std::size_t index = 0;
        std::string name;
        std::set<std::string> names;
    };

    bool next()
    {
        if (!m_places.empty() && m_places.back().array)
            ++m_places.back().index;
        return true;
    }
    bool leave()
    {
        m_places.pop_back();
        return next();
    }
    void note()
    {
        std::string path;
        for (const Place &place : m_places) {
            if (place.array)
                path += "[" + std::to_string(place.index) + "]";
            else
                path += (path.empty() ? "" : ".") + place.name;
        }
        const std::string text = m_prefix + "duplicate field \"" + path + "\"";
        if (std::find(found.begin(), found.end(), text) == found.end())
            found.push_back(text);
    }

    std::string m_prefix;
    std::vector<Place> m_places;
};

} // namespace

std::string Repeats::text() const
{
    std::string out = yaml ? "yaml: unmarshal errors:" : "";
    for (const std::string &one : said)
        out += yaml ? "\n  " + one : (out.empty() ? "" : ", ") + one;
    return out;
}

std::vector<std::string> repeatedFields(std::string_view text, const std::string &prefix)
{
    Listener listener(prefix);
    if (!json::sax_parse(text, &listener))
        return {};
    return std::move(listener.found);
}

std::string repeatedKey(int line, const std::string &key)
{
    return "line " + std::to_string(line) + ": key "
           + json(key).dump(-1, ' ', false, json::error_handler_t::replace) + " already set in map";
}

} // namespace stage::cluster
