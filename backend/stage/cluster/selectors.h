// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"

namespace stage::cluster {

/// A labelSelector query: "app=a,env in (x,y),!old". Immutable value.
class LabelSelector {
public:
    /// The error is the API server's sentence.
    static tl::expected<LabelSelector, std::string> parse(const std::string &text);
    bool matches(const Json &object) const;
    bool empty() const { return m_terms.empty(); }

private:
    enum class Is { In, NotIn, Exists, Absent };
    struct Term {
        std::string key;
        Is is = Is::Exists;
        std::vector<std::string> values;
    };
    static tl::expected<Term, std::string> parseTerm(const std::string &text);
    std::vector<Term> m_terms;
};

/// A fieldSelector query: "metadata.name=a,status.phase!=Running". Immutable value.
class FieldSelector {
public:
    /// Refuses fields that the API server has no index for, in its words.
    static tl::expected<FieldSelector, std::string> parse(const std::string &text,
                                                          const Resource &resource);
    bool matches(const Json &object) const;
    bool empty() const { return m_terms.empty(); }

private:
    struct Term {
        std::string path; ///< a JSON pointer
        std::string value;
        bool equal = true;
    };
    std::vector<Term> m_terms;
};

} // namespace stage::cluster
