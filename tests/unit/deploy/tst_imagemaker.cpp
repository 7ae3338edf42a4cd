// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/imagemaker.h"
#include "backend/deploy/secrets.h"
#include "backend/deploy/toolaction.h"
#include "backend/http/curltransport.h"
#include "tests/support/services.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace deploy;

namespace {

struct Ended {
    int code = -1;
    QByteArray out, err;
};

Ended runProgram(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    process.waitForFinished(60000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

/// Debian's docker-registry on a free port, gone with the object.
class Registry {
public:
    Registry()
    {
        QTcpServer probe;
        probe.listen(QHostAddress::LocalHost);
        m_port = probe.serverPort();
        probe.close();
        QFile config(m_folder.path() + u"/config.yml"_s);
        if (!config.open(QIODevice::WriteOnly))
            return;
        config.write("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: "
                     + m_folder.path().toUtf8()
                     + "/data}}\nhttp: {addr: \"127.0.0.1:" + QByteArray::number(m_port) + "\"}\n");
        config.close();
        m_process.start(u"docker-registry"_s, {u"serve"_s, config.fileName()});
        m_process.waitForStarted();
    }
    ~Registry()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    QString host() const { return u"localhost:"_s + QString::number(m_port); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    int m_port = 0;
};

} // namespace

/// Images are what other programs take for images: same bytes each time, whole, and they run.
class ImageMaking : public QObject {
    Q_OBJECT

    const QString m_program =
        QCoreApplication::applicationFilePath(); // a program with many libraries
    http::CurlTransport m_transport;
    core::ProcessLauncher m_launcher;
    core::SystemClock m_clock;
    LocalMachine m_machine;
    Secrets m_secrets{QProcessEnvironment(), {}};

    static ImageSpec spec(const QString &name, const std::string &config = {})
    {
        ImageSpec image;
        image.id = image.name = name;
        image.tag = u"1.0.0"_s;
        image.aliases = {u"1.0.0-clean"_s};
        image.workload = u"currency-converter"_s;
        image.key = u"none"_s;
        if (!config.empty())
            image.config["/etc/trustusbank/converter.yaml"] = config;
        return image;
    }

    core::Result<tools::Image> make(ImageMaker &maker, const ImageSpec &image)
    {
        std::optional<core::Result<tools::Image>> result;
        maker.make(image, this, [&result](auto made) { result = std::move(made); });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(result, 60000); }();
        return *result;
    }

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void sameBytes()
    {
        QTemporaryDir cache, other;
        ImageMaker first(m_program, cache.path()), second(m_program, cache.path()),
            third(m_program, other.path());
        const auto one = make(first, spec(u"converter"_s, "a: 1\n"));
        const auto again = make(second, spec(u"converter"_s, "a: 1\n")); // from the cache
        const auto afresh = make(third, spec(u"converter"_s, "a: 1\n"));
        const auto changed = make(first, spec(u"converter"_s, "a: 2\n"));
        for (const auto *made : {&one, &again, &afresh, &changed})
            QVERIFY2(made->has_value(), made->has_value() ? "" : qPrintable(made->error().summary));
        QCOMPARE(again->digest, one->digest);
        QCOMPARE(afresh->digest, one->digest);
        QVERIFY(changed->digest != one->digest);
        QCOMPARE(changed->layers[0].digest, one->layers[0].digest); // only the top layer is another
        QCOMPARE(tools::sha256(one->manifest), one->digest);
    }

    void damagedCache()
    {
        QTemporaryDir cache;
        ImageMaker first(m_program, cache.path());
        const auto one = make(first, spec(u"x"_s));
        QVERIFY(one.has_value());
        const QStringList kept = QDir(cache.path()).entryList({u"*.tar.gz"_s});
        QCOMPARE(kept.size(), 1);
        QFile file(cache.path() + u'/' + kept[0]);
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(100) && file.write("xx") == 2);
        file.close();
        ImageMaker second(m_program, cache.path());
        const auto again = make(second, spec(u"x"_s));
        QVERIFY(again.has_value());
        QCOMPARE(again->digest, one->digest);
    }

    /// Some 30 MB are not kept for an image that may never be asked for; the next one is the same.
    void restsBetweenImages()
    {
        QTemporaryDir cache;
        ImageMaker maker(m_program, cache.path());
        maker.setPatience(std::chrono::milliseconds(0));
        const auto one = make(maker, spec(u"x"_s));
        QTRY_VERIFY(!maker.holdsBase());
        const auto again = make(maker, spec(u"x"_s));
        QVERIFY(one.has_value() && again.has_value());
        QCOMPARE(again->digest, one->digest);
    }

    void noBinary()
    {
        QTemporaryDir cache;
        ImageMaker maker(cache.path() + u"/none"_s, cache.path());
        const auto made = make(maker, spec(u"x"_s));
        QVERIFY(!made.has_value());
        QCOMPARE(made.error().kind, core::Fault::Kind::Missing);
    }

    /// Nine images with one base: it is uploaded once, and skopeo finds each whole.
    void pushed()
    {
        for (const QString &tool : {u"skopeo"_s, u"docker-registry"_s, u"tar"_s}) {
            if (QStandardPaths::findExecutable(tool).isEmpty())
                QSKIP(qPrintable(u"NOT TESTED: images against a real registry and client: "_s + tool
                                 + u" is not installed"_s));
        }
        Registry registry;
        QTemporaryDir cache, out;
        ImageMaker maker(m_program, cache.path());
        Bundle bundle;
        bundle.registryHost = registry.host();
        bundle.registryPrefix = registry.host() + u"/trustusbank"_s;
        const auto services = makeServices(
            bundle, [] { return nullptr; }, m_transport, m_launcher, m_clock, m_secrets, m_machine,
            maker);
        services->cosignFolder = cache.path();
        RegistryClient client(registry.host(), m_transport);
        bool up = false;
        for (QDeadlineTimer limit(10000); !up && !limit.hasExpired();) {
            bool answered = false;
            client.ping(this, [&](const auto &pinged) {
                up = pinged.has_value();
                answered = true;
            });
            QTRY_VERIFY(answered);
        }
        QVERIFY2(up, "docker-registry does not answer");

        std::vector<ImageSpec> images;
        for (int i = 0; i < 9; ++i)
            images.push_back(
                spec(u"image-"_s + QString::number(i), "number: " + std::to_string(i) + "\n"));
        QElapsedTimer timer;
        timer.start();
        std::vector<std::unique_ptr<ImageAction>> actions;
        int over = 0;
        for (const ImageSpec &image : images) {
            actions.push_back(std::make_unique<ImageAction>(image, *services));
            connect(actions.back().get(), &core::Task::finished, this, [&over] { ++over; });
            actions.back()->start();
        }
        QTRY_COMPARE_WITH_TIMEOUT(over, int(images.size()), 60000);
        for (const auto &action : actions)
            QVERIFY2(action->outcome().ok(),
                     qPrintable(action->outcome().fault.summary + action->outcome().fault.detail));
        qInfo("nine images made and pushed in %lld ms", static_cast<long long>(timer.elapsed()));

        const QString name = registry.host() + u"/trustusbank/image-3"_s;
        const Ended seen = runProgram(u"skopeo"_s, {u"inspect"_s, u"--tls-verify=false"_s,
                                                    u"docker://"_s + name + u":1.0.0-clean"_s});
        QVERIFY2(seen.code == 0, seen.err.constData());
        const Json found = Json::parse(seen.out.toStdString());
        const auto made = make(maker, images[3]);
        QCOMPARE(QString::fromStdString(found["Digest"].get<std::string>()), made->digest);
        QCOMPARE(found["Layers"].size(), made->layers.size());
        QCOMPARE(found["Os"].get<std::string>(), std::string("linux"));
        const Ended config =
            runProgram(u"skopeo"_s, {u"inspect"_s, u"--config"_s, u"--tls-verify=false"_s,
                                     u"docker://"_s + name + u":1.0.0"_s});
        QVERIFY2(config.code == 0, config.err.constData());
        const Json entry = Json::parse(config.out.toStdString())["config"]["Entrypoint"];
        QCOMPARE(entry.size(), 3u);
        QCOMPARE(entry[1].get<std::string>(), std::string("workload"));
        const QString copied = out.path() + u"/image"_s;
        const Ended copy =
            runProgram(u"skopeo"_s, {u"--insecure-policy"_s, u"copy"_s, u"--src-tls-verify=false"_s,
                                     u"docker://"_s + name + u":1.0.0"_s, u"dir:"_s + copied});
        QVERIFY2(copy.code == 0, copy.err.constData()); // it checks every digest
        unpackAndRun(*made, copied, out.path() + u"/root"_s,
                     QString::fromStdString(entry[0].get<std::string>()));
    }

private:
    /// The layers hold the program, its loader and every library it asks for.
    void unpackAndRun(const tools::Image &image, const QString &copied, const QString &root,
                      const QString &program)
    {
        QVERIFY(QDir().mkpath(root));
        for (const tools::Layer &layer : image.layers) {
            const Ended tar = runProgram(u"tar"_s, {u"-xzf"_s, copied + u'/' + layer.digest.mid(7),
                                                    u"-C"_s, root, u"--no-same-owner"_s});
            QVERIFY2(tar.code == 0, tar.err.constData());
        }
        QFile config(root + u"/etc/trustusbank/converter.yaml"_s);
        QVERIFY(config.open(QIODevice::ReadOnly));
        QCOMPARE(config.readAll(), QByteArray("number: 3\n"));
        const auto closure = tools::closureOf(m_program, tools::readFile);
        QVERIFY(closure.has_value());
        const QStringList library{u"--inhibit-cache"_s, u"--library-path"_s,
                                  root + QLatin1StringView(tools::libraryFolder)};
        const Ended listed = runProgram(root + closure->interpreter,
                                        library + QStringList{u"--list"_s, root + program});
        QVERIFY2(listed.code == 0, listed.err.constData());
        for (const QByteArray &line : listed.out.split('\n')) {
            if (line.contains("=>"))
                QVERIFY2(line.contains(QByteArray("=> " + root.toUtf8())), line.constData());
        }
        const Ended ran = runProgram(root + closure->interpreter,
                                     library + QStringList{root + program, u"-functions"_s});
        QVERIFY2(ran.code == 0, ran.err.constData());
        QVERIFY(ran.out.contains("pushed()"));
    }
};

QTEST_GUILESS_MAIN(ImageMaking)
#include "tst_imagemaker.moc"
