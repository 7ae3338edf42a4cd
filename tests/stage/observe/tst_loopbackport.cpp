// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/child.h"

#include <boost/asio.hpp>
#include <memory>
#include <set>
#include <vector>

#include <QTest>

namespace asio = boost::asio;
using stage::observe::LoopbackPort;

/// A port that is kept for a program: nobody else is given it, and the program can have it.
class LoopbackPortTest : public QObject {
    Q_OBJECT
private slots:
    void nobodyElseIsGivenIt()
    {
        std::vector<std::unique_ptr<LoopbackPort>> kept;
        std::set<int> numbers;
        for (int i = 0; i < 200; ++i) {
            kept.push_back(std::make_unique<LoopbackPort>());
            QVERIFY(kept.back()->number() != 0);
            numbers.insert(kept.back()->number());
        }
        QCOMPARE(numbers.size(), kept.size());
    }

    void itsProgramListensThere()
    {
        const LoopbackPort kept;
        const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), kept.number());
        asio::io_context io;
        asio::ip::tcp::acceptor acceptor(io, endpoint, true); // and would throw
        asio::ip::tcp::socket client(io);
        boost::system::error_code error;
        client.connect(endpoint, error);
        QVERIFY2(!error, error.message().c_str());
        // And nobody else, while it does.
        asio::ip::tcp::acceptor other(io, endpoint.protocol());
        other.set_option(asio::socket_base::reuse_address(true));
        other.bind(endpoint, error);
        if (!error)
            other.listen(1, error);
        QVERIFY(error);
    }

    void nobodyAnswersBefore()
    {
        const LoopbackPort kept;
        asio::io_context io;
        asio::ip::tcp::socket client(io);
        boost::system::error_code error;
        client.connect({asio::ip::address_v4::loopback(), kept.number()}, error);
        QCOMPARE(error, boost::system::error_code(asio::error::connection_refused));
    }
};

QTEST_GUILESS_MAIN(LoopbackPortTest)
#include "tst_loopbackport.moc"
