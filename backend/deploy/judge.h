// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/probe.h"

/// What an answer means for a probe; pure. JSON comes from a cluster: any shape is survived.
namespace deploy {

Finding judgeExists(const core::Result<Json> &answer, const kube::Ref &ref);
Finding judgeAbsent(const core::Result<Json> &answer, const kube::Ref &ref);
Finding judgeCondition(const core::Result<Json> &answer, const Condition &condition);
Finding judgeField(const core::Result<Json> &answer, const Field &field);
/// protocols: kubectl's rollout status rules for Deployment, DaemonSet, StatefulSet; Job by
/// condition.
Finding judgeRollout(const core::Result<Json> &answer, const kube::Ref &ref);
/// All pods of the list Ready, at least MIN; else the first one's reason in words.
Finding judgePods(const core::Result<Json> &list, const Pods &pods);
/// As judgePods, and every container image of theirs is DIGEST.
Finding judgeRunning(const core::Result<Json> &list, const Running &running, const QString &digest);
/// Why the pods of a list hold a rollout up, or "" when none says.
QString holdReason(const Json &list);
Finding judgeNone(const core::Result<Json> &list, const kube::Ref &ref);
Finding judgeNodes(const core::Result<Json> &list, int ready);
Finding judgeCan(const core::Result<Json> &review, const Can &can);
Finding judgeHttp(const core::Result<http::Reply> &reply, const HttpCall &call);
Finding judgeTags(const core::Result<QString> &tag, const core::Result<QString> &other,
                  const TagSame &probe);
/// A server-side dry-run apply against what is there, without what every write changes.
Finding judgeApplied(const Json &live, const Json &dryRun, const kube::Ref &ref);
/// A helm release Secret's content (base64, gzip, JSON), or why it cannot be read.
core::Result<Json> decodeRelease(const Json &secret);
/// RELEASE is a decoded deployed release, or NotFound.
Finding judgeRelease(const core::Result<Json> &release, const Release &wanted);
/// What a decoded release's manifest made, by name; not Jobs that remove themselves, nor hooks.
std::vector<kube::Ref> releaseObjects(const Json &release);
Finding judgeNoRelease(const core::Result<Json> &release, const NoRelease &unwanted);
/// A program that ended by itself with EXIT; PROGRAM is what was called, in words.
Finding judgeTool(const ToolAnswer &probe, const QString &program, int exit,
                  const QByteArray &output, const QByteArray &errors);
/// The lines of a program's output that say something.
QStringList linesOf(const QByteArray &output);
/// A value's form, from what demo.yaml says about it; never quotes it.
Finding judgeSecret(const QString &value, const QString &env, int minLength);

} // namespace deploy
