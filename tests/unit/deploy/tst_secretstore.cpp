// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/secrets.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

/// Keys and licences that somebody enters: kept in a file only the owner can read, taken from a
/// .env, found again, and gone when asked to go.
class SecretStoreTest : public QObject {
    Q_OBJECT

    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static Bundle bundle()
    {
        Bundle out;
        out.secrets = {{u"anthropic"_s, u"Key"_s, u"ANTHROPIC_API_KEY"_s, 1, false, {}},
                       {u"solo-istio"_s, u"Licence"_s, u"SOLO_ISTIO_LICENSE_KEY"_s, 1, true, {}}};
        return out;
    }

private slots:
    void enteredFoundRemoved()
    {
        QTemporaryDir home;
        const QString path = home.filePath(u"data/trustusbank-cockpit/secrets.env"_s);
        QVERIFY(storeSecret(path, u"ANTHROPIC_API_KEY"_s, u"sk-canary-1"_s));
        QVERIFY(storeSecret(path, u"OTHER"_s, u"stays"_s));
        QCOMPARE(QFile(path).permissions() & ~QFile::Permissions(0x7000),
                 QFile::Permissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser
                                    | QFile::WriteUser)
                     & ~QFile::Permissions(0x7000));
        QVERIFY(!(QFile(QFileInfo(path).path()).permissions()
                  & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther)));
        Secrets secrets(QProcessEnvironment(), {path});
        QCOMPARE(secrets.value(bundle().secrets[0]), u"sk-canary-1"_s);
        QCOMPARE(secrets.origin(bundle().secrets[0]), path);
        QVERIFY(secrets.warnings().isEmpty());
        QVERIFY(removeSecret(path, u"ANTHROPIC_API_KEY"_s));
        QCOMPARE(secrets.value(bundle().secrets[0]), u"sk-canary-1"_s);
        secrets.reload();
        QCOMPARE(secrets.value(bundle().secrets[0]), QString());
        QVERIFY(!read(path).contains("canary"));
        QVERIFY(read(path).contains("OTHER='stays'"));
        QVERIFY(removeSecret(home.filePath(u"none.env"_s), u"X"_s));
        QVERIFY(!QFile::exists(home.filePath(u"none.env"_s)));
    }

    /// Of a .env that holds more only the demo's own are taken.
    void imports()
    {
        QTemporaryDir home;
        const QString from = home.filePath(u".env"_s), path = home.filePath(u"d/secrets.env"_s);
        QFile file(from);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("export ANTHROPIC_API_KEY=\"sk-canary-2\" # mine\nAWS_SECRET=other\n"
                   "SOLO_ISTIO_LICENSE_KEY=\n");
        file.close();
        const auto taken = importSecrets(bundle(), from, path);
        QVERIFY(taken);
        QCOMPARE(*taken, QStringList{u"ANTHROPIC_API_KEY"_s});
        QCOMPARE(read(path), QByteArray("ANTHROPIC_API_KEY='sk-canary-2'\n"));
        const auto missing = importSecrets(bundle(), home.filePath(u"no"_s), path);
        QVERIFY(!missing);
        QCOMPARE(missing.error().kind, core::Fault::Kind::Usage);
    }

    /// What others can read is said, once the file is read again too.
    void othersCanRead()
    {
        QTemporaryDir home;
        const QString path = home.filePath(u"secrets.env"_s);
        QVERIFY(storeSecret(path, u"ANTHROPIC_API_KEY"_s, u"sk-canary-3"_s));
        Secrets secrets(QProcessEnvironment(), {path});
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadOther));
        secrets.reload();
        QCOMPARE(secrets.warnings().size(), 1);
        QVERIFY(!secrets.warnings().first().contains(u"canary"_s));
    }
};

QTEST_GUILESS_MAIN(SecretStoreTest)
#include "tst_secretstore.moc"
