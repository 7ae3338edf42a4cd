// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace fuzz {

/// A pure reader of foreign bytes, and samples that it reads.
struct Target {
    const char *name;
    std::vector<std::string> samples;
    std::function<void(const std::string &)> read;
};

inline std::string fileText(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Makes other texts of samples; one seed is one sequence.
class Mutator {
public:
    explicit Mutator(unsigned seed)
        : m_random(seed)
    {
    }

    std::string next(const std::vector<std::string> &samples)
    {
        std::string text = samples[below(samples.size())];
        for (std::size_t left = 1 + below(6); left > 0; --left)
            change(text, samples);
        return text;
    }

private:
    std::size_t below(std::size_t count) { return count == 0 ? 0 : m_random() % count; }

    void change(std::string &text, const std::vector<std::string> &samples)
    {
        static const std::vector<std::string> pieces{"",
                                                     std::string(1, 0),
                                                     "\n",
                                                     "\r\n\r\n",
                                                     "\"",
                                                     "\\",
                                                     "\\u0000",
                                                     "{",
                                                     "}",
                                                     "[",
                                                     "]",
                                                     ":",
                                                     ",",
                                                     "&a",
                                                     "*a",
                                                     "<<:",
                                                     "- ",
                                                     "0",
                                                     "-1",
                                                     "99999999999999999999",
                                                     "1e999",
                                                     "null",
                                                     "true",
                                                     "~",
                                                     "|",
                                                     "%",
                                                     "\xff",
                                                     "\xc3",
                                                     "\xf0\x9f\x92\xb0",
                                                     "\xef\xbb\xbf",
                                                     "/",
                                                     "..",
                                                     "(",
                                                     ")",
                                                     "${",
                                                     "=",
                                                     "data:",
                                                     "((((((((((((((((",
                                                     "[[[[[[[[[[[[[[[[[[[[",
                                                     "{\"a\":{\"a\":{\"a\":{\"a\":"};
        const std::size_t at = below(text.size() + 1),
                          length = below(std::min<std::size_t>(text.size() - at + 1, 40));
        switch (below(7)) {
        case 0:
            if (at < text.size())
                text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
            break;
        case 1:
            if (at < text.size())
                text[at] = static_cast<char>(m_random());
            break;
        case 2: text.insert(at, pieces[below(pieces.size())]); break;
        case 3: text.erase(at, length); break;
        case 4: text.insert(below(text.size() + 1), text.substr(at, length)); break;
        case 5: {
            const std::string &other = samples[below(samples.size())];
            text = text.substr(0, at) + other.substr(below(other.size() + 1));
            break;
        }
        default: text.resize(at); break;
        }
        if (text.size() > largest)
            text.resize(largest);
    }

    static constexpr std::size_t largest = 20000;
    std::mt19937 m_random;
};

/// The input at hand, in a file that outlives a crash.
class Keeper {
public:
    explicit Keeper(const std::string &path)
        : m_file(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600))
    {
        if (m_file >= 0 && ::ftruncate(m_file, static_cast<off_t>(size)) == 0)
            m_place = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, m_file, 0);
    }
    ~Keeper()
    {
        if (m_place != MAP_FAILED)
            ::munmap(m_place, size);
        ::close(m_file);
    }
    Keeper(const Keeper &) = delete;
    Keeper &operator=(const Keeper &) = delete;

    bool ready() const { return m_place != MAP_FAILED; }
    /// Its length on a line of its own, then the bytes.
    void keep(const std::string &text)
    {
        const std::string whole = std::to_string(text.size()) + "\n" + text;
        std::copy(whole.begin(), whole.end(), static_cast<char *>(m_place));
    }

private:
    static constexpr std::size_t size = 1 << 16;
    int m_file;
    void *m_place = MAP_FAILED;
};

struct Outcome {
    std::size_t inputs = 0;
    std::string fault; ///< "" when every input was read or refused
};

/// Feeds a target for TIME. A reader may refuse, but neither throw nor take longer than two
/// seconds.
inline Outcome feed(const Target &target, unsigned seed, std::chrono::milliseconds time,
                    Keeper &keeper)
{
    using Clock = std::chrono::steady_clock;
    Mutator mutator(seed);
    Outcome outcome;
    for (const auto ends = Clock::now() + time; Clock::now() < ends || outcome.inputs < 20;
         ++outcome.inputs) {
        const std::string text = outcome.inputs < target.samples.size()
                                     ? target.samples[outcome.inputs]
                                     : mutator.next(target.samples);
        keeper.keep(text);
        const auto began = Clock::now();
        try {
            target.read(text);
        } catch (const std::exception &error) {
            outcome.fault = std::string("it threw: ") + error.what();
        }
        if (outcome.fault.empty() && Clock::now() - began > std::chrono::seconds(2))
            outcome.fault = "it took more than two seconds";
        if (!outcome.fault.empty())
            return outcome;
    }
    return outcome;
}

/// Each target's share: of PROVE_MINUTES, else the blink that every test run has for it.
inline std::chrono::milliseconds share(std::size_t targets)
{
    const char *minutes = std::getenv("PROVE_MINUTES");
    const double whole = minutes ? std::atof(minutes) : 0;
    const auto each = static_cast<long>(whole * 60'000 / static_cast<double>(targets));
    return std::chrono::milliseconds(std::max(each, 100L));
}

/// FUZZ_SEED repeats a run.
inline unsigned seed()
{
    const char *given = std::getenv("FUZZ_SEED");
    return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device()();
}

} // namespace fuzz
