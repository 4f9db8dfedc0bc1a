"""What people make: a city's hum, cars, horns, trains, machines, bells, clocks, crowds, steps and hearts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from devserver.embedded.sound.modes import ring
from devserver.embedded.sound.signal import (
    RATE,
    Signal,
    add,
    count,
    dying,
    glide,
    moments,
    noise,
    pan,
    seconds_of,
    shape,
    silence,
    swell,
    wander,
)
from devserver.embedded.sound.take import Take


def hum(take: Take) -> Signal:
    """Lay the far traffic of a city: a broad low breath with a faint mains tone."""
    bed = take.wide_noise(45, 650, -4.5) * take.wander(2.2, 0.7, 1.0)[:, None] * 0.1
    far = take.wide_noise(800, 3000, -5) * take.wander(1.5, 0.2, 1.0)[:, None] * 0.015
    return bed + far


def cars(take: Take) -> Signal:
    """Let cars pass from one side to the other: tyres, and an engine whose pitch drops as it goes by."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    for index, start in enumerate(moments(rng, frames, 3.4 - 1.6 * take.energy, 0.6)):
        direction = (-1.0, 1.0)[(index + int(rng.integers(2))) % 2]
        length = count(rng.uniform(2.6, 4.2))
        away = np.linspace(-1, 1, length)
        near = 1 / (1 + np.square(away * 4.5))
        doppler = 1 - 0.055 * away * 4 / np.sqrt(1 + np.square(away * 4))
        engine = sum(glide(rng.uniform(52, 78) * part * doppler) / part for part in range(1, 7))
        tyres = noise(rng, length, 350, 3500, -3) * 0.8
        passing = pan((tyres + 0.35 * engine) * near * swell(length, 0.5, 0.5), direction * np.clip(away * 2.2, -1, 1))
        begin = start - length // 2
        first, last = max(0, begin), min(frames, begin + length)
        result[first:last] += passing[first - begin : last - begin] * 0.24 * rng.uniform(0.6, 1)
    return result


def horn(take: Take) -> Signal:
    """Sound a horn: two tones a third apart, once or twice."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    base, place = rng.uniform(330, 420), rng.uniform(-0.8, 0.8)
    for start in moments(rng, frames, 4.5, 0.7):
        length = count(rng.choice([0.25, 0.6]))
        time = seconds_of(length)
        tone = sum(glide(np.full(length, base * step * part)) / part for step in (1, 1.26) for part in range(1, 6))
        add(result, tone * swell(length, 0.02, 0.05) * (1 + 0.02 * np.sin(40 * time)), start, place, 0.07)
    return result


def train(take: Take) -> Signal:
    """Let a train run: wheels over the joints of the rails, two and two, over rumble and a far whistle."""
    rng, frames = take.rng, take.frames
    result = take.wide_noise(45, 320, -4) * take.wander(0.25, 0.7, 1.0)[:, None] * 0.12
    result += take.wide_noise(900, 4000, -5) * take.wander(1.2, 0.4, 1.0)[:, None] * 0.012
    turn = count(0.86 - 0.3 * take.energy)
    clacks = [clack(rng) for _ in range(4)]
    for start in range(0, frames, turn):
        for index, share in enumerate((0.0, 0.16, 0.5, 0.66)):
            at = start + int(turn * share) + int(rng.integers(-90, 90))
            add(result, clacks[index], at, (-0.35, -0.2, 0.2, 0.35)[index], 0.5 if index % 2 == 0 else 0.36)
    if take.seconds > 4:
        call = whistle(count(1.5))
        add(result, call, int(frames * rng.uniform(0.2, 0.6)), rng.uniform(-0.6, 0.6), 0.09)
    return result


def clack(rng: np.random.Generator) -> Signal:
    """Make one wheel cross one joint."""
    frames = count(0.16)
    iron = ring([190, 410, 830, 1490, 2380], [0.6, 0.5, 0.35, 0.3, 0.15], [0.12, 0.1, 0.07, 0.05, 0.03], frames)
    return (iron * 0.5 + noise(rng, frames, 200, 4000, -3) * dying(frames, 0.08) * 0.45) * dying(frames, 0.4)


def whistle(frames: int) -> Signal:
    """Blow the whistle of an engine: a chord that sags at the end."""
    time = seconds_of(frames)
    sag = 1 - 0.05 * np.clip(time / time[-1] - 0.6, 0, 1)
    chord: Signal = sum(glide(hertz * sag * part) / part**1.4 for hertz in (311, 370, 466, 554) for part in range(1, 5))
    chord *= swell(frames, 0.12, 0.3)
    return chord


def machines(take: Take) -> Signal:
    """Run machines: a motor with its overtones, a press that strikes in rhythm, steam that answers."""
    rng, frames = take.rng, take.frames
    speed = 50 * (1 + 0.01 * take.wander(2.5, -1, 1))
    motor: Signal = np.sum(
        [glide(speed * part) * rng.uniform(0.3, 1) / part**0.8 for part in (1, 2, 3, 4, 6, 8, 12, 17)], axis=0
    )
    result = pan(motor, take.wander(4, -0.3, 0.3)) * 0.035
    result += take.wide_noise(300, 5000, -4) * 0.02
    beat = count(0.62 - 0.26 * take.energy)
    iron, steam = clank(rng), noise(rng, count(0.28), 2500, 10_000) * swell(count(0.28), 0.03, 0.2)
    for index, start in enumerate(range(0, frames, beat)):
        add(result, iron, start, -0.4, 0.42 if index % 4 == 0 else 0.24)
        add(result, steam, start + beat // 2, 0.5, 0.05 if index % 2 else 0.1)
    return result


def clank(rng: np.random.Generator) -> Signal:
    """Strike iron on iron."""
    frames = count(0.4)
    hertz = 140 * np.array([1, 2.76, 4.1, 5.4, 8.9, 11.3]) * rng.uniform(0.9, 1.2)
    iron = ring(hertz, [1, 0.6, 0.5, 0.4, 0.25, 0.15], [0.35, 0.3, 0.24, 0.2, 0.12, 0.1], frames)
    return iron * 0.4 * dying(frames, 0.8) + noise(rng, frames, 150, 6000, -3) * dying(frames, 0.07) * 0.4


BELL = np.array([0.5, 1.0, 1.183, 1.506, 2.0, 2.514, 2.662, 3.011, 4.166, 5.433])
"""Partials of a church bell (hum, prime, tierce, quint, nominal and above) as multiples of its prime."""
BELL_LEVELS = np.array([0.55, 0.6, 0.7, 0.35, 0.8, 0.25, 0.3, 0.2, 0.2, 0.12])
BELL_SECONDS = np.array([9.0, 6.5, 5.0, 4.0, 3.6, 2.2, 2.0, 1.6, 1.0, 0.7])


def bells(take: Take) -> Signal:
    """Ring bells: two or three of them, each swinging at its own pace."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    base = rng.uniform(190, 300)
    for index, interval in enumerate((1.0, 1.26, 1.498)[: 2 + int(take.energy > 0.4)]):
        sound = bell(base * interval, 4.5)
        gap, place = 1.55 / (1 + 0.13 * index), (-0.5, 0.45, 0.0)[index]
        at = int(rng.uniform(0.1, 0.7) * RATE)
        while at < frames:
            add(result, sound, at, place, 0.17 * rng.uniform(0.8, 1))
            at += count(gap * rng.uniform(0.985, 1.015))
    return result


def bell(hertz: float, seconds: float) -> Signal:
    """Strike a bell of this prime (Hz)."""
    frames = count(seconds)
    beating = np.concatenate([BELL, BELL * 1.0017])
    levels = np.concatenate([BELL_LEVELS, BELL_LEVELS * 0.4])
    sound = ring(hertz * beating, levels, np.tile(BELL_SECONDS, 2) * (220 / hertz) ** 0.4, frames)
    return sound * dying(frames, 60, 0.002) * 0.4


def chimes(take: Take) -> Signal:
    """Let a wind chime tinkle: five tuned tubes in the order that the wind chooses."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    pitches = rng.uniform(900, 1150) * np.array([1, 1.125, 1.26, 1.498, 1.682])
    tubes = [ring(hertz * np.array([1, 2.756, 5.404]), [1, 0.4, 0.15], [2.6, 1.2, 0.5], count(2)) for hertz in pitches]
    for start in moments(rng, frames, 0.5 - 0.25 * take.energy, 1.0):
        which = int(rng.integers(5))
        add(result, tubes[which] * dying(count(2), 9), start, (which - 2) * 0.3, 0.13 * rng.uniform(0.3, 1))
    return result


def clock(take: Take) -> Signal:
    """Let a clock tick: tick and tock, a little apart, in a wooden case."""
    rng, frames = take.rng, take.frames
    result = take.wide_noise(80, 600, -5) * 0.004
    sounds = []
    for hertz in (2350, 1900):
        length = count(0.09)
        case = ring([hertz, hertz * 1.7, 420, 690], [0.6, 0.3, 0.4, 0.3], [0.03, 0.02, 0.08, 0.06], length)
        sounds.append(case * dying(length, 0.15) + noise(rng, length, 2000, 9000) * dying(length, 0.012) * 0.3)
    for index, start in enumerate(range(count(0.2), frames, count(0.5))):
        add(result, sounds[index % 2], start, (-0.12, 0.12)[index % 2], 0.5)
    return result


FORMANTS = ((730, 1090, 2440), (530, 1840, 2480), (300, 870, 2240), (440, 1020, 2400))


def crowd(take: Take) -> Signal:
    """Let many people talk at once: voices with their own pitch that change vowels, too many to be understood."""
    rng, frames = take.rng, take.frames
    vowels = [np.zeros((frames, 2), np.float32) for _ in FORMANTS]
    for _ in range(12):
        hertz = rng.choice([rng.uniform(95, 140), rng.uniform(170, 250)]) * take.wander(0.35, 0.85, 1.2)
        turns = np.cumsum(hertz / RATE)
        buzz = (2 * (turns - np.floor(turns)) - 1).astype(np.float32)
        talks = np.clip(take.wander(0.11, -0.5, 1.0), 0, 1) * np.clip(take.wander(1.4, -0.3, 1.2), 0, 1)
        chosen = take.wander(0.16, 0, len(FORMANTS) - 1)
        voice = pan(buzz * talks, rng.uniform(-0.9, 0.9)) * np.float32(rng.uniform(0.3, 1))
        for index, vowel in enumerate(vowels):
            vowel += voice * np.clip(1 - np.abs(chosen - index), 0, 1)[:, None]
    result = take.wide_noise(300, 2500, -4) * take.wander(0.7, 0.6, 1)[:, None] * 0.02
    for vowel, formants in zip(vowels, FORMANTS, strict=True):
        for side in range(2):
            result[:, side] += shape(vowel[:, side], mouth(formants)) * 0.16
            take.pulse()
    return result * (0.6 + 0.5 * take.energy)


def mouth(formants: tuple[int, ...]) -> Callable[[Signal], Signal]:
    """Make the gain over frequency of a mouth that holds a vowel."""

    def gain(hertz: Signal) -> Signal:
        total = np.zeros_like(hertz)
        for level, centre in zip((1.0, 0.5, 0.25), formants, strict=True):
            total += level / (1 + np.square((hertz - centre) / (60 + 0.06 * centre)))
        return total

    return gain


def steps(take: Take) -> Signal:
    """Walk: heel and toe, left and right, each step a little different."""
    rng, frames = take.rng, take.frames
    result = silence(frames)
    gap = 0.68 - 0.32 * take.energy
    for index, start in enumerate(range(count(0.1), frames, count(gap))):
        at = start + int(rng.integers(-400, 400))
        place = (-0.22, 0.22)[index % 2]
        add(result, footfall(rng, 0.16, 62), at, place, 0.5)
        add(result, footfall(rng, 0.1, 110), at + count(0.085), place, 0.25)
    return result


def footfall(rng: np.random.Generator, seconds: float, hertz: float) -> Signal:
    """Set down a heel or a toe on gravel."""
    frames = count(seconds)
    thud = glide(np.linspace(hertz * 1.8, hertz, frames)) * dying(frames, 0.1)
    grit = noise(rng, frames, 900, 6500, -2) * wander(rng, frames, 0.008, 0.0, 1.0) ** 2 * dying(frames, seconds)
    return thud + 0.5 * grit


def heart(take: Take) -> Signal:
    """Let a heart beat: two dull thumps, a pause, as fast as the mood is wild."""
    rng, frames = take.rng, take.frames
    result = take.wide_noise(40, 160, -3) * 0.012
    beat = 60 / (58 + 62 * take.energy)
    for start in range(count(0.08), frames, count(beat)):
        for late, hertz, level in ((0.0, 52, 0.75), (min(0.3, beat * 0.34), 68, 0.5)):
            length = count(0.26)
            thump = glide(np.linspace(hertz * 1.7, hertz * 0.8, length)) * dying(length, 0.3, 0.012)
            thump += 0.35 * glide(np.linspace(hertz * 3.6, hertz * 2, length)) * dying(length, 0.14, 0.008)
            add(result, thump, start + count(late), rng.uniform(-0.06, 0.06), level)
    return result
