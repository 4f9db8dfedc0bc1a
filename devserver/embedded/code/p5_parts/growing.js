// A tree that branches again and again, sways, and carries leaves or blossoms.
function makeTree({ x, low, size, depth, spread, leaves }) {
  const wild = many(256, () => random(-1, 1));
  return (time) => {
    const grow = (length, level, key) => {
      const turn = (wild[key % 256] * 0.22 + 0.035 * sin(time * 0.9 + key)) * (1 + (depth - level) * 0.12);
      rotate(turn + (pointer.x - 0.5) * 0.02);
      stroke(paintOf(mixHex(PALETTE.bark, PALETTE.ink, level / depth / 2)));
      strokeWeight(max(0.8, length * 0.02 * level));
      line(0, 0, 0, -length);
      translate(0, -length);
      if (level <= 2 && leaves) drawLeaves(length, key, time);
      if (level <= 1) return;
      for (const side of [-1, 1]) {
        push();
        rotate(side * (spread + wild[(key * 7 + side + 3) % 256] * 0.16));
        grow(length * (0.76 + wild[(key * 3 + side + 5) % 256] * 0.07), level - 1, (key * 2 + (side > 0 ? 1 : 0)) % 4096);
        pop();
      }
    };
    push();
    translate(x * width, low * height);
    grow(size * unit() * 0.25, depth, 1);
    pop();
  };
}

// A few leaves at the end of a branch.
function drawLeaves(length, key, time) {
  noStroke();
  const hex = PALETTE.leaves[key % PALETTE.leaves.length];
  fill(paintOf(hex, 0.72));
  many(2, (leaf) => ellipse(length * 0.5 * cos(key + leaf * 2), length * 0.4 * sin(key * 2 + leaf + time * 0.3), length * 0.72, length * 0.52));
}

// Flowers on long stems: each has its own kind, colour and sway.
function makeFlowers({ low, count, kinds, tall, hexes }) {
  const total = round(count * breadth());
  const flowers = many(total, (index) => ({
    x: (index + random(0.2, 0.8)) / total, base: low + random(0.02, 0.3), tall: tall * random(0.55, 1.15), size: random(0.04, 0.085),
    kind: random(kinds), petals: floor(random(5, 14)), phase: random(TAU),
  }));
  flowers.forEach((flower) => { flower.hex = random(hexes[flower.kind] ?? PALETTE.blossoms); });
  flowers.sort((one, other) => one.base - other.base);
  return (time) => flowers.forEach((flower) => drawFlower(flower, time));
}

// One flower with stem and leaves.
function drawFlower(flower, time) {
  const [x, y, tall] = [flower.x * width, flower.base * height + unit() * 0.1, flower.tall * unit()];
  const lean = tall * (0.07 * sin(time * 0.7 + flower.phase) + (pointer.x - flower.x) * 0.08);
  noFill();
  stroke(paintOf(mixHex(PALETTE.ground, PALETTE.ink, 0.2)));
  strokeWeight(max(1.5, unit() * 0.005));
  bezier(x, y, x, y - tall * 0.4, x + lean * 0.4, y - tall * 0.7, x + lean, y - tall);
  noStroke();
  fill(paintOf(mixHex(PALETTE.ground, PALETTE.light, 0.12)));
  for (const side of [-1, 1]) {
    push();
    translate(x + lean * 0.15, y - tall * (0.3 + side * 0.08));
    rotate(side * (0.9 + 0.05 * sin(time + flower.phase)));
    ellipse(0, -tall * 0.11, tall * 0.055, tall * 0.22);
    pop();
  }
  push();
  translate(x + lean, y - tall);
  rotate(0.12 * sin(time * 0.6 + flower.phase));
  drawBlossom(flower, flower.size * unit() * (1 + 0.04 * sin(time * 0.9 + flower.phase)));
  pop();
}

// A blossom: daisy, tulip, rose or a head of seeds.
function drawBlossom(flower, size) {
  if (flower.kind === "tulip") return drawTulip(flower.hex, size);
  if (flower.kind === "rose") return drawRose(flower.hex, size);
  const layers = flower.kind === "seeds" ? 2 : 1;
  many(layers, (layer) => {
    fill(paintOf(mixHex(flower.hex, PALETTE.ink, layer ? 0 : 0.12), 0.95));
    const petals = flower.kind === "seeds" ? 16 : flower.petals;
    many(petals, () => {
      rotate(TAU / petals);
      ellipse(0, -size * 0.68, size * (2.6 / petals + 0.12), size * 0.85);
    });
    rotate(PI / petals);
  });
  const middle = flower.kind === "seeds" ? 60 : 22;
  many(middle, (seed) => {
    const [turn, away] = [seed * 2.39996, sqrt(seed / middle) * size * (flower.kind === "seeds" ? 0.52 : 0.3)];
    fill(paintOf(mixHex(PALETTE.light, PALETTE.bark, flower.kind === "seeds" ? 0.35 + seed / 100 : seed / 40)));
    circle(cos(turn) * away, sin(turn) * away, size * 0.13);
  });
}

// A tulip seen from the side.
function drawTulip(hex, size) {
  for (const [at, dark] of [[-0.34, 0.2], [0.34, 0.2], [0, 0]]) {
    fill(paintOf(mixHex(hex, PALETTE.ink, dark)));
    push();
    rotate(at * 0.8);
    ellipse(at * size * 0.8, -size * 0.35, size * 0.72, size * 1.5);
    pop();
  }
}

// A rose of petals that wind around each other.
function drawRose(hex, size) {
  many(15, (petal) => {
    const [turn, away] = [petal * 2.4, size * (0.62 - petal * 0.042)];
    fill(paintOf(mixHex(hex, petal % 2 ? PALETTE.ink : PALETTE.light, 0.05 + (petal / 15) * 0.22)));
    circle(cos(turn) * away, sin(turn) * away, size * (0.98 - petal * 0.052));
  });
}

// A fire of rising lights, with sparks; a press makes it flare.
function makeFire({ x, low, size, sparks }) {
  const flames = many(70, () => ({ phase: random(), x: random(-1, 1), size: random(0.5, 1), speed: random(0.45, 0.8) }));
  const embers = many(sparks, () => ({ phase: random(), x: random(-1, 1), sway: random(TAU) }));
  const hot = [PALETTE.light, "#ffb347", "#f26b2a", "#b5262a"];
  return (time) => {
    const [cx, cy, span] = [x * width, low * height, size * unit() * (1 + pressed * 0.35)];
    drawGlow(cx, cy - span * 0.3, span * 2.6, hot[1], 0.35 + 0.05 * sin(time * 7));
    noStroke();
    fill(paintOf(PALETTE.ink));
    for (const side of [-1, 1]) drawShape([[cx - side * span * 0.5, cy + span * 0.13], [cx - side * span * 0.46, cy + span * 0.03], [cx + side * span * 0.5, cy - span * 0.07], [cx + side * span * 0.5, cy + span * 0.03]]);
    drawingContext.globalCompositeOperation = "lighter";
    for (const flame of flames) {
      const age = (flame.phase + time * flame.speed) % 1;
      const narrow = (1 - age) * (0.36 + 0.1 * sin(time * 3 + flame.phase * 9));
      drawGlow(cx + flame.x * narrow * span + sin(time * 4 + age * 6 + flame.phase * 20) * span * 0.05 * age, cy - age * span * (0.85 + 0.35 * flame.size), span * 0.27 * flame.size * (1 - age * 0.8), hot[min(3, floor(age * 4.4))], 0.34 * (1 - age));
    }
    for (const ember of embers) {
      const age = (ember.phase + time * 0.14) % 1;
      drawGlow(cx + (ember.x * (0.3 + age * 1.3) + 0.12 * sin(time * 2 + ember.sway)) * span, cy - age * span * 2.6, span * 0.024, hot[1], 1 - age);
    }
    drawingContext.globalCompositeOperation = "source-over";
  };
}

// A line of land in front of the picture, so that things have something to stand on.
function makeGround({ low }) {
  const offset = random(100);
  return () => {
    const hills = many(61, (step) => [(step / 60) * width, height * (low + 0.03 * (noise(offset + step * 0.07) - 0.5))]);
    drawShapePath([[0, height], ...hills, [width, height]], PALETTE.ground);
    drawFade(height * (low - 0.02), height, [[0, veil(PALETTE.ink, 0)], [0.2, veil(PALETTE.ink, 0)], [1, veil(PALETTE.ink, 0.55)]]);
  };
}

// A pile of stones that balances.
function makeStones({ x, low, size, count }) {
  const stones = many(count, (index) => ({
    wide: size * (1 - index / (count + 1)) * random(0.8, 1.1), tall: size * random(0.24, 0.36) * (1 - index / (count + 4)), shift: random(-0.06, 0.06) * size,
    hex: mixHex(PALETTE.far, PALETTE.accents[index % 4], random(0.15, 0.5)), corners: many(14, () => random(0.9, 1.06)),
  }));
  return (time) => {
    noStroke();
    let y = low * height;
    stones.forEach((stone, index) => {
      const [wide, tall] = [stone.wide * unit() / 2, stone.tall * unit() / 2];
      push();
      translate(x * width + stone.shift * unit() + sin(time * 0.5 + index) * unit() * 0.001 * index, y - tall * 0.9);
      const outline = (scale, drop) => stone.corners.map((bump, corner) => [cos((corner / 14) * TAU) * wide * bump * scale, sin((corner / 14) * TAU) * tall * bump * scale + drop]);
      fill(paintOf(mixHex(stone.hex, PALETTE.ink, 0.5)));
      drawShape(outline(1, 0));
      fill(paintOf(stone.hex));
      drawShape(outline(0.93, -tall * 0.09));
      fill(paintOf(PALETTE.light, 0.16));
      ellipse(-wide * 0.2, -tall * 0.42, wide * 0.9, tall * 0.5);
      pop();
      y -= tall * 1.8;
    });
  };
}
