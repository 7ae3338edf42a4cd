// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/execshelf.h"

#include <utility>

namespace kube {

std::optional<ExecCredential> ExecShelf::credential() const
{
    const std::lock_guard lock(m_mutex);
    return m_credential;
}

bool ExecShelf::begin()
{
    const std::lock_guard lock(m_mutex);
    return !std::exchange(m_busy, true);
}

void ExecShelf::end(const std::optional<ExecCredential> &fetched)
{
    const std::lock_guard lock(m_mutex);
    m_busy = false;
    if (fetched)
        m_credential = fetched;
}

void ExecShelf::refuse(const ExecCredential &credential)
{
    const std::lock_guard lock(m_mutex);
    if (m_credential == credential)
        m_credential.reset();
}

} // namespace kube
