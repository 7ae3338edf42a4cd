// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/action.h"

#include "backend/deploy/helmaction.h"

namespace deploy {

namespace {

/// Builds the action of each kind; kinds without one only look.
struct Factory {
    const StepSpec &step;
    const Services &services;

    std::unique_ptr<Action> operator()(const CheckStep &) const { return nullptr; }
    std::unique_ptr<Action> operator()(const WaitStep &) const { return nullptr; }
    std::unique_ptr<Action> operator()(const ToolStep &kind) const
    {
        return std::make_unique<ToolAction>(kind, services, answersOf(step));
    }
    std::unique_ptr<Action> operator()(const HelmStep &kind) const
    {
        return std::make_unique<HelmAction>(kind, services, step.timeout);
    }
    std::unique_ptr<Action> operator()(const ApplyStep &kind) const
    {
        return std::make_unique<ApplyAction>(kind.objects, services);
    }
    std::unique_ptr<Action> operator()(const DeleteStep &kind) const
    {
        return std::make_unique<DeleteAction>(kind, services);
    }
    std::unique_ptr<Action> operator()(const PatchStep &kind) const
    {
        return std::make_unique<PatchAction>(kind, services);
    }
    std::unique_ptr<Action> operator()(const SecretStep &kind) const
    {
        return std::make_unique<ApplyAction>(std::vector<Json>{sealedSecret(kind, services)},
                                             services);
    }
    std::unique_ptr<Action> operator()(const ImageStep &kind) const
    {
        return std::make_unique<ImageAction>(*services.bundle.image(kind.image), services);
    }
    std::unique_ptr<Action> operator()(const RetagStep &kind) const
    {
        return std::make_unique<RetagAction>(kind, services);
    }
    std::unique_ptr<Action> operator()(const RestartStep &kind) const
    {
        return std::make_unique<RestartAction>(kind, services);
    }
    std::unique_ptr<Action> operator()(const HttpStep &kind) const
    {
        return std::make_unique<HttpAction>(kind, services);
    }
};

} // namespace

std::unique_ptr<Action> makeAction(const StepSpec &step, const Services &services)
{
    return std::visit(Factory{step, services}, step.kind);
}

} // namespace deploy
