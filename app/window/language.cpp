// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/language.h"

#include "backend/core/paths.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QSettings>
#include <QTranslator>

namespace app {

using namespace Qt::StringLiterals;

QStringList languages()
{
    return {u"en"_s, u"de"_s};
}

QString languageFor(const QString &wanted, const QStringList &system)
{
    for (const QString &one : QStringList{wanted} + system) {
        const QString language = one.section(u'-', 0, 0).section(u'_', 0, 0).toLower();
        if (languages().contains(language))
            return language;
    }
    return languages().first();
}

bool speak(QCoreApplication &application, const QString &language)
{
    if (language == languages().first())
        return true;
    const QString here = QCoreApplication::applicationDirPath();
    auto *own = new QTranslator(&application);
    bool found = false;
    for (const QString &folder : {here, QString(here + u"/../share/trustusbank-cockpit"_s)})
        found = found || own->load(u"cockpit_"_s + language, folder);
    if (!found)
        return false;
    QCoreApplication::installTranslator(own);
    // Qt's own few words, where the system has them.
    auto *qt = new QTranslator(&application);
    if (qt->load(u"qtbase_"_s + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    return true;
}

QString settingsFile()
{
    return core::Paths::own().config + u"/window.ini"_s;
}

QString chosenLanguage()
{
    const QSettings settings(settingsFile(), QSettings::IniFormat);
    return settings.value(u"language"_s).toString();
}

} // namespace app
