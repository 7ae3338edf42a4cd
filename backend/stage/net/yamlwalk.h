// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

namespace stage::net {

/// Keeps the walk over a foreign YAML document finite: an alias may name what it stands in, or
/// multiply what it names. Throws as the YAML library does.
class YamlWalk {
public:
    /// One step down, for as long as it lives.
    class Step {
    public:
        Step(YamlWalk &walk, const YAML::Node &node)
            : m_walk(walk)
        {
            if (++m_walk.m_depth > deepest || ++m_walk.m_nodes > most)
                throw YAML::RepresentationException(node.Mark(), "excessive aliasing or nesting");
        }
        ~Step() { --m_walk.m_depth; }
        Step(const Step &) = delete;
        Step &operator=(const Step &) = delete;

    private:
        YamlWalk &m_walk;
    };

private:
    static constexpr std::size_t deepest = 500, most = 2'000'000;
    std::size_t m_depth = 0, m_nodes = 0;
};

} // namespace stage::net
