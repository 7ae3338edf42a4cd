# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
# The flags every target shares, and the two ways a folder becomes a library.

add_library(house INTERFACE)
target_include_directories(house INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(house INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow $<$<BOOL:${WARNINGS_AS_ERRORS}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # gcc 12 reports these inside inlined library coroutines and variants, not in our code.
    target_compile_options(house INTERFACE
        -Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-restrict -Wno-mismatched-new-delete
        -Wno-free-nonheap-object -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
    if(CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
        # Said of every reference that a function with a text argument returns.
        target_compile_options(house INTERFACE -Wno-dangling-reference)
    endif()
endif()
if(SANITIZE)
    target_compile_options(house INTERFACE -fsanitize=${SANITIZE} -fno-omit-frame-pointer)
    target_link_options(house INTERFACE -fsanitize=${SANITIZE})
    if(SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        # Asio's fences, which this sanitizer does not see.
        target_compile_options(house INTERFACE -Wno-tsan)
    endif()
endif()

# The stage: no Qt, Boost.Asio coroutines.
add_library(house_stage INTERFACE)
target_link_libraries(house_stage INTERFACE house Threads::Threads OpenSSL::SSL OpenSSL::Crypto
    nlohmann_json::nlohmann_json tl::expected yaml-cpp Boost::headers LibArchive::LibArchive ZLIB::ZLIB)
target_compile_definitions(house_stage INTERFACE
    BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_HAS_CO_AWAIT BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)

# The cockpit: Qt without implicit conversions from bytes.
add_library(house_cockpit INTERFACE)
target_link_libraries(house_cockpit INTERFACE house Qt6::Core nlohmann_json::nlohmann_json
    tl::expected yaml-cpp)
target_compile_definitions(house_cockpit INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_USE_QSTRINGBUILDER QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
    # Newer systems have newer Qt: what that deprecates has no successor in 6.4.
    target_compile_definitions(house_cockpit INTERFACE QT_WARN_DEPRECATED_UP_TO=0x060400)
endif()

# stage_library(NAME DEPS...): every .cpp of backend/stage/NAME becomes stage_NAME.
function(stage_library name)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/backend/stage/${name}/*.cpp)
    if(NOT sources)
        add_library(stage_${name} INTERFACE)
        target_link_libraries(stage_${name} INTERFACE house_stage ${ARGN})
        return()
    endif()
    add_library(stage_${name} STATIC ${sources})
    target_link_libraries(stage_${name} PUBLIC house_stage ${ARGN})
    if(NOT name STREQUAL "net")
        target_precompile_headers(stage_${name} REUSE_FROM stage_net)
    endif()
endfunction()

# cockpit_library(NAME DEPS...): every .cpp of backend/NAME becomes cockpit_NAME.
function(cockpit_library name)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/backend/${name}/*.cpp
        ${CMAKE_SOURCE_DIR}/backend/${name}/*.h)
    if(NOT sources)
        add_library(cockpit_${name} INTERFACE)
        target_link_libraries(cockpit_${name} INTERFACE house_cockpit ${ARGN})
        return()
    endif()
    add_library(cockpit_${name} STATIC ${sources})
    set_target_properties(cockpit_${name} PROPERTIES AUTOMOC ON LINKER_LANGUAGE CXX)
    target_link_libraries(cockpit_${name} PUBLIC house_cockpit ${ARGN})
endfunction()
