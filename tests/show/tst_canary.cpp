// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/programs.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using programs::Home;
using programs::Ran;

namespace {

const QByteArray canary = "sk-ant-canary-8d1f0c5e7b2a49d6a3c4";
const QString cockpit = QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit");
const QStringList ports{u"--port-offset"_s, u"5700"_s};

/// The key itself, and as Kubernetes would carry it.
bool sings(const QByteArray &text)
{
    return text.contains(canary) || text.contains(canary.toBase64().chopped(4));
}

} // namespace

/// One key, entered once, followed through the programs: it lies in its own file, and nowhere else.
class TestCanary : public QObject {
    Q_OBJECT

    Home m_home;

    /// Files of ours that sing, but for the one that keeps the keys.
    QStringList singing() const
    {
        QStringList out;
        QDirIterator files(m_home.path(u"."_s), QDir::Files | QDir::Hidden,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.fileName().endsWith(u"/secrets.env"_s) && file.open(QIODevice::ReadOnly)
                && sings(file.readAll()))
                out << file.fileName();
        }
        return out;
    }
    void isSilent(const Ran &ran)
    {
        QVERIFY2(!sings(ran.words.toUtf8()), qPrintable(ran.words));
        QVERIFY2(!sings(ran.out.toUtf8()), qPrintable(ran.out));
    }

    /// The processes of this home that a crash would let write their memory to a disk.
    QStringList dumping() const
    {
        QStringList out;
        for (const auto &[pid, line] : m_home.living().asKeyValueRange()) {
            rlimit limit{};
            if (prlimit(static_cast<pid_t>(pid), RLIMIT_CORE, nullptr, &limit) == 0
                && limit.rlim_cur != 0)
                out << line;
        }
        return out;
    }

private slots:
    /// What we start may write core files, unless it forbids that itself (or this machine does).
    void initTestCase()
    {
        rlimit limit{};
        QCOMPARE(getrlimit(RLIMIT_CORE, &limit), 0);
        limit.rlim_cur = limit.rlim_max;
        QCOMPARE(setrlimit(RLIMIT_CORE, &limit), 0);
    }

    void entered()
    {
        const Ran set =
            m_home.run(cockpit, {u"secrets"_s, u"set"_s, u"anthropic"_s}, canary + '\n');
        QCOMPARE(set.exit, 0);
        isSilent(set);
        QFile file(m_home.path(u"data/trustusbank-cockpit/secrets.env"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().contains(canary));
        QVERIFY(!(file.permissions()
                  & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)));
        const Ran list = m_home.cockpit({u"secrets"_s, u"list"_s});
        QCOMPARE(list.exit, 0);
        isSilent(list);
        QVERIFY(list.out.contains(u"secrets.env"_s));
    }

    /// A whole deploy that puts the key into the cluster.
    void deployed()
    {
        const Ran checked = m_home.cockpit(
            QStringList{u"preflight"_s, u"--stage"_s, u"--quick"_s, u"--model"_s, u"anthropic"_s}
            + ports);
        isSilent(checked);
        QVERIFY2(checked.document.is_object(), qPrintable(checked.words));
        const auto deploy =
            m_home.start(cockpit,
                         QStringList{u"deploy"_s, u"--stage"_s, u"--yes"_s, u"--model"_s,
                                     u"anthropic"_s, u"--json"_s, m_home.path(u"deploy.json"_s),
                                     u"--log"_s, m_home.path(u"deploy.log"_s)}
                             + ports);
        QElapsedTimer time;
        time.start();
        int looks = 0;
        int dumps = 0;
        while (deploy->state() == QProcess::Running && time.elapsed() < 200'000) {
            const auto living = m_home.living();
            for (const QString &line : living)
                QVERIFY2(!sings(line.toUtf8()), qPrintable(line));
            ++looks;
            if (living.size() > 1) { // the first has come to start others
                const QStringList dump = dumping();
                QVERIFY2(dump.isEmpty(), qPrintable(dump.join(u'\n')));
                ++dumps;
            }
            deploy->waitForFinished(50);
        }
        QVERIFY(looks > 3);
        QVERIFY(dumps > 0);
        QCOMPARE(deploy->state(), QProcess::NotRunning);
        QVERIFY(!sings(deploy->readAllStandardError()));
        QVERIFY(!sings(deploy->readAllStandardOutput()));
        QVERIFY(QFile::exists(m_home.path(u"deploy.json"_s)));
        QVERIFY(QFileInfo(m_home.path(u"deploy.log"_s)).size() > 0);
        QVERIFY(QFile::exists(m_home.path(u"state/trustusbank-cockpit/history.jsonl"_s)));
        QVERIFY(!QDir(m_home.path(u"state/trustusbank-cockpit/deploys"_s)).isEmpty());
        const QStringList left = singing();
        QVERIFY2(left.isEmpty(), qPrintable(left.join(u'\n')));
        // The search itself works: the file that keeps it would be found.
        QVERIFY(sings("x" + canary + "y") && sings(canary.toBase64()));
    }

    void removed()
    {
        QCOMPARE(m_home.run(cockpit, {u"secrets"_s, u"remove"_s, u"anthropic"_s}).exit, 0);
        QFile file(m_home.path(u"data/trustusbank-cockpit/secrets.env"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!sings(file.readAll()));
        QCOMPARE(m_home.leftOver(), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestCanary)
#include "tst_canary.moc"
