// Rain that slants with the wind, and rings where it meets the ground.
function makeRain({ drops, slant, low }) {
  const rain = many(drops * breadth(), () => ({ x: random(-0.2, 1.1), phase: random(), speed: random(0.8, 1.5), long: random(0.025, 0.06) }));
  const rings = many(18, () => ({ x: random(), y: random(low, 1), phase: random() }));
  return (time) => {
    stroke(paintOf(PALETTE.light, 0.34));
    strokeWeight(max(0.8, unit() * 0.0016));
    const lean = slant + (pointer.x - 0.5) * 0.25;
    for (const drop of rain) {
      const y = ((drop.phase + time * drop.speed) % 1.1) * height - height * 0.05;
      const x = drop.x * width + lean * y;
      line(x, y, x + lean * drop.long * height, y + drop.long * height);
    }
    noFill();
    for (const ring of rings) {
      const age = (ring.phase + time * 0.9) % 1;
      stroke(paintOf(PALETTE.light, 0.35 * (1 - age)));
      ellipse(ring.x * width, ring.y * height, age * unit() * 0.06, age * unit() * 0.014);
    }
    noStroke();
  };
}

// Snow that sinks and drifts.
function makeSnow({ flakes }) {
  const snow = many(flakes * breadth(), () => ({ x: random(), phase: random(), size: 0.001 + pow(random(), 3) * 0.006, sway: random(TAU), speed: random(0.02, 0.05) }));
  return (time) => {
    noStroke();
    for (const flake of snow) {
      const y = (flake.phase + time * flake.speed * (0.6 + flake.size * 160)) % 1;
      const x = (((flake.x + 0.03 * sin(time * 0.5 + flake.sway) + (pointer.x - 0.5) * flake.size * 12) % 1) + 1) % 1;
      fill(paintOf("#ffffff", 0.55 + flake.size * 60));
      circle(x * width, y * height, max(1.2, flake.size * 2 * unit()));
    }
  };
}

// Lightning now and then, and at each press.
function makeLightning({ low, every }) {
  return (time) => {
    const [turn, age] = [floor(time / every), (time % every) / 0.5];
    const strength = max(age < 1 ? 1 - age : 0, pressed);
    if (strength <= 0.02) return;
    drawFade(0, height, [[0, veil(PALETTE.light, 0.3 * strength)], [1, veil(PALETTE.light, 0.05 * strength)]]);
    noFill();
    const start = pressed > 0.05 ? pointer.x : 0.15 + 0.7 * noise(turn * 17.3);
    many(3, (branch) => {
      stroke(paintOf(mixHex(PALETTE.light, "#ffffff", 0.6), strength));
      strokeWeight(max(1, unit() * 0.006 * (branch ? 0.4 : 1)));
      beginShape();
      many(branch ? 7 : 13, (step) => vertex(width * (start + (noise(turn * 5 + step * 0.9 + branch * 31) - 0.5) * 0.22 * (step ? 1 : 0) + (branch ? (branch - 1.5) * step * 0.03 : 0)), (step / 12) * height * low));
      endShape();
    });
    noStroke();
  };
}

// Fog that lies in banks and drifts.
function makeFog({ banks, top }) {
  const fog = many(banks, () => ({ x: random(), y: random(top, 1), size: random(0.3, 0.6), speed: random(-0.012, 0.012) }));
  return (time) => {
    for (const bank of fog) {
      const x = (((bank.x + time * bank.speed) % 1.4 + 1.4) % 1.4 - 0.2) * width;
      push();
      translate(x, bank.y * height);
      scale(1, 0.3);
      drawGlow(0, 0, bank.size * width, PALETTE.skyLow, 0.34);
      pop();
    }
  };
}

// A field of currents: many small walkers leave traces that follow it, and the pointer bends it.
function makeFlowField({ walkers, scale, swirl, length, hexes }) {
  const threads = many(walkers * breadth(), () => ({ x: random(-0.05, 1.05), y: random(-0.05, 1.05), hex: random(hexes), wide: random(0.001, 0.005), phase: random(TAU) }));
  return (time) => {
    noFill();
    for (const thread of threads) {
      let [x, y] = [thread.x, thread.y];
      stroke(paintOf(thread.hex, 0.42 + 0.3 * sin(time * 0.6 + thread.phase)));
      strokeWeight(max(0.8, thread.wide * unit()));
      beginShape();
      for (let step = 0; step < length; step += 1) {
        vertex(x * width, y * height);
        const pull = max(0, 1 - dist(x, y, pointer.x, pointer.y) * 3);
        const turn = (noise(x * scale * breadth(), y * scale, time * 0.04) - 0.45) * TAU * swirl * 1.5 + pull * 1.6;
        x += (cos(turn) * 0.012) / breadth();
        y += sin(turn) * 0.012;
      }
      endShape();
    }
    noStroke();
  };
}

// Rings that grow from a middle like a thought.
function makeRings({ x, y, count, arms }) {
  const rings = many(count, (index) => ({ hex: PALETTE.accents[index % PALETTE.accents.length], phase: random(TAU), dots: arms + floor(index * 2.4) }));
  return (time) => {
    noStroke();
    rings.forEach((ring, index) => {
      const radius = unit() * (0.04 + (index / count) * 0.5) * (1 + 0.05 * sin(time * 0.8 - index * 0.5));
      many(ring.dots, (dot) => {
        const turn = (dot / ring.dots) * TAU + time * 0.12 * (index % 2 ? 1 : -1) + ring.phase;
        const swell = 1 + 0.6 * sin(turn * arms + time);
        fill(paintOf(ring.hex, 0.85));
        circle(x * width + cos(turn) * radius, y * height + sin(turn) * radius, unit() * (0.006 + 0.01 * (index / count)) * swell + 1);
      });
    });
  };
}

// Shapes cut from coloured paper that overlap and turn slowly.
function makeShapes({ count, y, alpha }) {
  const shapes = many(count * breadth(), () => ({
    x: random(), y: y + random(-0.38, 0.38), size: random(0.05, 0.22), corners: random([3, 4, 5, 6, 40]), hex: random(PALETTE.accents), turn: random(TAU), speed: random(-0.12, 0.12), alpha: alpha * random(0.55, 1),
  }));
  shapes.sort((one, other) => other.size - one.size);
  return (time) => {
    noStroke();
    for (const shape of shapes) {
      push();
      translate((shape.x + (pointer.x - 0.5) * shape.size * 0.15) * width, (shape.y + 0.015 * sin(time * 0.5 + shape.turn)) * height);
      rotate(shape.turn + time * shape.speed);
      fill(paintOf(shape.hex, shape.alpha));
      drawShape(many(shape.corners, (corner) => [cos((corner / shape.corners) * TAU) * shape.size * unit(), sin((corner / shape.corners) * TAU) * shape.size * unit()]));
      pop();
    }
  };
}
