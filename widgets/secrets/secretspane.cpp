// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/secrets/secretspane.h"

#include "widgets/theme/surface.h"

#include <QHBoxLayout>

namespace widgets {

using namespace Qt::StringLiterals;

SecretsPane::SecretsPane(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_list(new QVBoxLayout)
    , m_remark(new Label(theme, {Token::Mute, 14}))
    , m_none(new Label(theme, {Token::Mute, 14}, tr("This demo asks for no key and no licence.")))
    , m_import(new QPushButton(tr("Import .env…")))
{
    m_remark->setWordWrap(true);
    m_list->setContentsMargins(16, 8, 16, 8);
    m_list->setSpacing(10);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(16, 10, 16, 10);
    buttons->setSpacing(10);
    m_import->setObjectName(u"importEnv"_s);
    auto *test = new QPushButton(tr("Test all"));
    test->setObjectName(u"testKeys"_s);
    test->setProperty("tone", u"accent"_s);
    auto *back = new QPushButton(tr("Back to the steps"));
    back->setObjectName(u"backFromKeys"_s);
    buttons->addWidget(m_remark, 1);
    for (QPushButton *one : {m_import, test, back})
        buttons->addWidget(one);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(heading(theme, tr("Keys and licences")));
    layout->addLayout(buttons);
    layout->addLayout(m_list);
    m_none->setWordWrap(true);
    m_none->setContentsMargins(16, 0, 16, 0);
    layout->addWidget(m_none);
    layout->addStretch(1);
    connect(m_import, &QPushButton::clicked, this, &SecretsPane::import);
    connect(test, &QPushButton::clicked, this, &SecretsPane::test);
    connect(back, &QPushButton::clicked, this, &SecretsPane::back);
}

void SecretsPane::make(const KeyRow &row)
{
    auto *card = new Surface(m_theme, {Token::Raised, Token::Line, {}, 10, 1, false, {}});
    auto *mark = new MarkIcon(m_theme, 16);
    auto *state = new Label(m_theme, {Token::Mute, 14});
    state->setWordWrap(true);
    auto *edit = new QLineEdit;
    edit->setEchoMode(QLineEdit::Password);
    edit->setPlaceholderText(tr("paste a new one"));
    edit->setObjectName(u"secret-"_s + row.name);
    edit->setAccessibleName(row.title);
    edit->setMinimumWidth(180);
    auto *save = new QPushButton(tr("Keep"));
    save->setObjectName(u"keep-"_s + row.name);
    auto *remove = new QPushButton(tr("Remove"));
    remove->setObjectName(u"remove-"_s + row.name);
    remove->setProperty("tone", u"bad"_s);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(new Label(m_theme, {Token::Ink, 15, QFont::DemiBold}, row.title));
    words->addWidget(state);
    auto *layout = new QHBoxLayout(card);
    layout->setContentsMargins(16, 10, 12, 10);
    layout->setSpacing(10);
    layout->addWidget(mark, 0, Qt::AlignVCenter);
    layout->addLayout(words, 3);
    layout->addWidget(edit, 2);
    layout->addWidget(save);
    layout->addWidget(remove);
    m_list->addWidget(card);
    const QString name = row.name;
    const auto keep = [this, name, edit] {
        const QString value = edit->text().trimmed();
        edit->clear();
        if (!value.isEmpty())
            emit entered(name, value);
    };
    connect(save, &QPushButton::clicked, this, keep);
    connect(edit, &QLineEdit::returnPressed, this, keep);
    connect(remove, &QPushButton::clicked, this, [this, name] { emit removed(name); });
    m_rows.push_back({name, mark, state, edit, save, remove});
}

void SecretsPane::setRows(const std::vector<KeyRow> &rows)
{
    if (m_rows.empty()) {
        for (const KeyRow &row : rows)
            make(row);
    }
    m_none->setVisible(m_rows.empty());
    for (std::size_t i = 0; i < rows.size() && i < m_rows.size(); ++i) {
        m_rows[i].mark->setMark(rows[i].mark);
        m_rows[i].state->setFullText(rows[i].origin.isEmpty()
                                         ? rows[i].state
                                         : tr("%1 – from %2").arg(rows[i].state, rows[i].origin));
        m_rows[i].state->setColor(rows[i].mark == Mark::Bad ? Token::Bad : Token::Mute);
        m_rows[i].kept = rows[i].kept;
    }
    showDeeds();
}

void SecretsPane::setLocked(bool locked)
{
    m_locked = locked;
    showDeeds();
}

void SecretsPane::showDeeds()
{
    m_import->setEnabled(!m_locked);
    for (const Row &row : m_rows) {
        row.edit->setEnabled(!m_locked);
        row.save->setEnabled(!m_locked);
        row.remove->setEnabled(!m_locked && row.kept);
    }
}

void SecretsPane::setRemark(const QString &text)
{
    m_remark->setFullText(text);
}

} // namespace widgets
