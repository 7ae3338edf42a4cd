// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/plan.h"
#include "tests/support/programs.h"

#include <map>
#include <set>

namespace programs {

/// One thing that a step of a plan makes, known by what tools other than the cockpit call it.
struct Thing {
    enum class Kind { Object, Release, Tag, Entry, Change };
    Kind kind = Kind::Object;
    QString step;
    QString name; ///< for people, and unique
    Json object;  ///< Object, Change: apiVersion, kind, metadata.name and .namespace
    Json undo;    ///< Change: a merge patch, or JSON patch operations, without what the step wrote
    std::string field; ///< Change: the first field that the step writes, a JSON pointer
    QString ns,
        id; ///< Release: namespace and name; Tag: repository and tag; Entry: forward and path
    bool cascades() const; ///< taking it away takes away what others made
};

/// What the steps of a plan make, and how to take it away and see it gone with kubectl, helm and
/// the registry's and the catalogue's own APIs.
class Made {
public:
    /// HOME's stage is READY, and the plan is deployed on it.
    Made(Home &home, const Json &ready);

    /// Why there is no list; "" when all is well.
    QString trouble() const { return m_trouble; }
    const deploy::Plan &plan() const { return m_plan; }
    const std::vector<Thing> &things() const { return m_things; }
    std::vector<Thing> of(const QString &step) const;

    /// Takes all of them away; "" or what did not go.
    QString remove(const std::vector<Thing> &things) const;
    struct Seen {
        std::set<QString> missing; ///< steps of which something is missing
        std::set<QString> unknown; ///< steps of which something cannot be asked for
        QString trouble;
    };
    Seen look() const;
    /// Steps that need any of STEPS, directly or not.
    std::set<QString> needing(const std::set<QString> &steps) const;

private:
    void list(const Json &ready);
    void listStep(const deploy::PlanStep &step);
    void listRelease(const deploy::PlanStep &step, const deploy::HelmStep &helm);
    void add(Thing thing) { m_things.push_back(std::move(thing)); }
    QString removeObjects(const Json &objects) const;
    std::map<QString, int> askEntries(QString &trouble) const;
    int registry(const QByteArray &method, const Thing &tag) const;

    Home &m_home;
    QString m_tools, m_registry, m_trouble;
    std::optional<deploy::Bundle> m_bundle;
    deploy::Plan m_plan;
    std::vector<Thing> m_things;
};

/// The status of an HTTP answer, 0 when there was none; DIGEST is what a registry says of a
/// manifest, ANSWER the answer's body.
int httpStatus(const QByteArray &method, const QString &url, const QByteArray &body = {},
               QByteArray *digest = nullptr, QByteArray *answer = nullptr);

} // namespace programs
