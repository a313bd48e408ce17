# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""data.py -- the files that the uses work on, the same each time.

    make('folder')      # folder/text, folder/numbers.csv ...
"""
import json
import math
import os
import shutil
import struct
import subprocess

WORDS = ('translation block guest host register branch link carry overflow state signal page fault '
         'memory barrier store load table jump call return frame pointer stack level '
         'constant').split()


def random_numbers(seed):
    """A generator of Lehmer's (minimal standard): the same numbers everywhere."""
    while True:
        seed = seed * 48271 % 0x7fffffff
        yield seed


def word(numbers):
    return WORDS[next(numbers) // 11 % len(WORDS)]


def text(lines):
    numbers = random_numbers(7)
    return ''.join(' '.join(word(numbers) for _ in range(3 + line % 9)) + '.\n'
                   for line in range(lines))


def table(rows):
    numbers = random_numbers(11)
    lines = ['id,name,amount,ratio']
    for row in range(rows):
        name, amount, ratio = word(numbers), next(numbers) % 10000, next(numbers) / 0x7fffffff
        lines.append('%d,%s,%d,%.4f' % (row, name, amount, ratio))
    return '\n'.join(lines) + '\n'


def document(rows):
    numbers = random_numbers(13)
    return json.dumps({'rows': [{'id': row, 'tags': [word(numbers) for _ in range(3)],
                                 'value': next(numbers) / 1000} for row in range(rows)]})


def noise(size):
    numbers = random_numbers(17)
    return bytes(next(numbers) >> 8 & 255 for _ in range(size))


def picture(width, height):
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            pixels += bytes((x * 255 // width, y * 255 // height, (x * y) // 7 % 256))
    return b'P6\n%d %d\n255\n' % (width, height) + pixels


def sound(samples, rate=16000):
    wave = b''.join(struct.pack('<h', int(12000 * math.sin(i * i / 90000.0)))
                    for i in range(samples))
    head = struct.pack('<4sI4s4sIHHIIHH4sI', b'RIFF', 36 + len(wave), b'WAVE',
                       b'fmt ', 16, 1, 1, rate, rate * 2, 2, 16, b'data', len(wave))
    return head + wave


def video(width, height, frames):
    data = b'YUV4MPEG2 W%d H%d F25:1 Ip A1:1 C420jpeg\n' % (width, height)
    for frame in range(frames):
        data += b'FRAME\n'
        for y in range(height):
            data += bytes((x + 3 * frame ^ y * 2) & 255 for x in range(width))
        data += bytes((x * 2 + frame) & 255 for x in range(width // 2)) * height
    return data


HERE = os.path.dirname(os.path.abspath(__file__))


def make(folder):
    files = {'text': text(4000), 'numbers.csv': table(2000), 'document.json': document(300),
             'noise': noise(200000), 'picture.ppm': picture(160, 120), 'sound.wav': sound(32000),
             'video.y4m': video(96, 64, 12)}
    os.makedirs(folder, exist_ok=True)
    for name, data in files.items():
        with open(os.path.join(folder, name), 'wb') as file:
            file.write(data if isinstance(data, bytes) else data.encode())
    shutil.copy(os.path.join(HERE, 'java', 'Mixed.jar'), folder)
    shutil.copy(os.path.join(HERE, 'program.c'), folder)
    subprocess.run(['arm-linux-gnueabihf-gcc', '-O1', '-g', 'program.c', '-o', 'guest'],
                   cwd=folder, check=True)
