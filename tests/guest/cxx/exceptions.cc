/* exceptions.cc [any argument: handlers.cc] -- C++: exceptions, destructors, virtual calls,
 * containers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>

int handlers();

static int alive;

struct Counted {
    Counted()
    {
        alive++;
    }
    ~Counted()
    {
        alive--;
    }
};

struct Base {
    virtual ~Base()
    {
    }
    virtual int value() const
    {
        return 1;
    }
};
struct Left : virtual Base {
    int value() const override
    {
        return 10;
    }
};
struct Right : virtual Base {
};
struct Both : Left, Right {
    int value() const override
    {
        return Left::value() + 100;
    }
};

static int dive(int depth)
{
    Counted counted;
    if (depth == 0)
        throw std::runtime_error("bottom");
    return dive(depth - 1) + alive;
}

static int rethrow(int n)
{
    try {
        Counted counted;
        if (n % 3 == 0)
            throw n;
        if (n % 3 == 1)
            throw std::string("text");
        return dive(n);
    } catch (int &number) {
        number++;
        throw;
    } catch (const std::string &text) {
        throw std::out_of_range(text + "!");
    }
}

int main(int argc, char **)
{
    if (argc > 1)
        return handlers();
    int sum = 0;
    for (int i = 0; i < 300; i++)
        try {
            rethrow(i);
        } catch (int number) {
            sum += number;
        } catch (const std::out_of_range &error) {
            sum += (int)std::string(error.what()).size();
        } catch (const std::exception &error) {
            sum += error.what()[0];
        }
    std::printf("sum %d alive %d\n", sum, alive);
    std::unique_ptr<Base> object(new Both);
    std::printf("%d %d %d\n", object->value(),
                dynamic_cast<Right *>(object.get()) != nullptr,
                typeid(*object) == typeid(Both));
    std::map<std::string, int> count;
    std::vector<std::string> words = {"to", "be", "or", "not", "to", "be"};
    for (auto &word : words)
        count[word]++;
    std::sort(words.begin(), words.end(), [](auto &a, auto &b) { return a > b; });
    for (auto &pair : count)
        std::printf("%s %d ", pair.first.c_str(), pair.second);
    std::printf("%s\n", words.front().c_str());
    try {
        words.at(99);
    } catch (const std::out_of_range &) {
        std::puts("out of range");
    }
    return 0;
}
