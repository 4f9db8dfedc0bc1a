# Runs a Sonic Pi piece without sound: only the functions, synths, samples and effects that are listed here exist.
# Each live loop runs in turn until 96 beats have gone by. Prints one line of JSON: beats of a round and sounds of each loop.
require "json"

SYNTHS = %i[
  beep sine saw dsaw pulse subpulse square tri fm tb303 supersaw prophet hollow growl blade piano rodeo kalimba pluck
  pretty_bell dark_ambience chiplead chipbass noise pnoise bnoise gnoise cnoise
].freeze
SAMPLES = %i[
  bd_haus bd_klub bd_fat sn_dub sn_dolf sn_generic drum_cymbal_closed drum_tom_lo_hard drum_tom_mid_soft perc_snap
  perc_bell elec_bell elec_ping elec_blip elec_chime ambi_lunar_land ambi_haunted_hum ambi_dark_woosh ambi_glass_hum
  ambi_glass_rub ambi_swoosh ambi_choir ambi_soft_buzz ambi_sauna ambi_piano vinyl_hiss
].freeze
EFFECTS = {
  reverb: %i[room mix damp], gverb: %i[room mix spread damp], echo: %i[phase decay mix], lpf: %i[cutoff mix],
  slicer: %i[phase mix], wobble: %i[phase mix], bitcrusher: %i[bits mix], ixi_techno: %i[phase cutoff_min cutoff_max mix]
}.freeze
OPTIONS = %i[note amp pan attack decay sustain release cutoff].freeze
BEATS = 96

class Ring < Array
  def [](index) = super(index % size)
  def tick = self[$loop.count_up]
end

class Array
  def ring = Ring.new(self)
  def choose = sample(random: $chance)
end

Loop = Struct.new(:name, :beats, :sounds, :ticks, :rounds) do
  def count_up = (self.ticks += 1)
end

def check(known, name, what)
  raise "unknown #{what}: #{name.inspect}" unless known.include?(name)
end

def number(value, what)
  raise "#{what} is no number: #{value.inspect}" unless value.is_a?(Numeric) && value.finite?
end

def sound(options)
  options.each { |name, value| check(OPTIONS, name, "option") && number(value, name) unless name == :rate }
  raise "negative length" if %i[attack decay sustain release].any? { |name| options.fetch(name, 0).negative? }
  $loop.sounds += 1
end

def use_random_seed(seed) = ($chance = Random.new(seed))
def use_bpm(bpm) = number(bpm, "bpm")
def use_synth(name) = check(SYNTHS, name, "synth")
def rrand(low, high) = $chance.rand(low.to_f..high.to_f)
def rrand_i(low, high) = $chance.rand(low..high)
def tick = $loop.count_up

def with_fx(name, **options)
  check(EFFECTS.keys, name, "effect")
  options.each { |option, value| check(EFFECTS[name], option, "option of #{name}") && number(value, option) }
  yield
end

def play(notes, **options)
  notes.each { |note| raise "no note: #{note.inspect}" unless note.to_s.match?(/\A[A-G]s?[0-8]\z/) }
  sound(options)
end

def synth(name, **options)
  use_synth(name)
  sound(options)
end

def sample(name, **options)
  check(SAMPLES, name, "sample")
  sound(options)
end

def sleep(beats)
  number(beats, "sleep")
  raise "a sleep takes no time" unless beats.positive?
  $loop.beats += beats
end

def live_loop(name)
  raise "two loops #{name}" if $loops.any? { |one| one.name == name }
  $loops << ($loop = Loop.new(name, 0, 0, -1, []))
  while $loop.beats < BEATS
    before = $loop.beats
    yield
    $loop.rounds << $loop.beats - before
    raise "#{name} does not sleep" unless $loop.beats > before
  end
end

$loops = []
eval(File.read(ARGV.fetch(0), encoding: "utf-8"), TOPLEVEL_BINDING, "piece.rb")
puts JSON.generate($loops.to_h { |one| [one.name, { rounds: one.rounds.map(&:to_f).uniq, sounds: one.sounds }] })
