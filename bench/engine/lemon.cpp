// The rival: LEMON's network simplex with block search, its strongest setting for this problem, on a .plm file.
// Arcs of students have no capacity of their own: a supply of one says as much, and is quicker.
// g++ -O3 -march=native -o lemon lemon.cpp; ./lemon FILE.plm [times]; needs the Debian package liblemon-dev.
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include <utility>
#include <vector>

using Graph = lemon::StaticDigraph;
using Number = std::int64_t;
using Clock = std::chrono::steady_clock;

static double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

static std::vector<std::int32_t> words(std::FILE* file, std::size_t count) {
  std::vector<std::int32_t> read(count);
  if (count && std::fread(read.data(), 4, count, file) != count) {
    std::fprintf(stderr, "The file ends too early.\n");
    std::exit(2);
  }
  return read;
}

int main(int argc, char** argv) {
  std::FILE* file = argc > 1 ? std::fopen(argv[1], "rb") : nullptr;
  if (!file) {
    std::fprintf(stderr, "usage: lemon FILE.plm [times]\n");
    return 2;
  }
  const auto header = words(file, 16);
  if (header[0] != 0x314d4c50) {
    std::fprintf(stderr, "The file does not begin with PLM1.\n");
    return 2;
  }
  const int students = header[2], offers = header[3], pairs = header[4];
  const auto places = words(file, offers), rowStart = words(file, students + 1);
  const auto offer = words(file, pairs), cost = words(file, pairs);
  std::fclose(file);

  const auto loadStart = Clock::now();
  const Number dearest = pairs ? *std::max_element(cost.begin(), cost.end()) : 0;
  const Number unplaced = (Number(std::min(students, offers)) + 1) * dearest + 1;
  const int sink = students + offers;
  std::vector<std::pair<int, int>> ends;
  std::vector<Number> prices, rooms;
  for (int s = 0; s < students; s++) {
    for (int pair = rowStart[s]; pair < rowStart[s + 1]; pair++) {
      ends.emplace_back(s, students + offer[pair]);
      prices.push_back(cost[pair]);
      rooms.push_back(1000000);
    }
    ends.emplace_back(s, sink);
    prices.push_back(unplaced);
    rooms.push_back(1000000);
  }
  for (int o = 0; o < offers; o++) {
    ends.emplace_back(students + o, sink);
    prices.push_back(0);
    rooms.push_back(places[o]);
  }
  Graph graph;
  graph.build(sink + 1, ends.begin(), ends.end());
  Graph::ArcMap<Number> priceOf(graph), roomOf(graph);
  Graph::NodeMap<Number> supplyOf(graph);
  for (std::size_t at = 0; at < ends.size(); at++) {
    priceOf[graph.arc(at)] = prices[at];
    roomOf[graph.arc(at)] = rooms[at];
  }
  for (int node = 0; node <= sink; node++) supplyOf[graph.node(node)] = node < students ? 1 : node == sink ? -students : 0;
  const double loadMs = millisecondsSince(loadStart);

  using Solver = lemon::NetworkSimplex<Graph, Number, Number>;
  Number placed = 0, total = 0;
  const int times = argc > 2 ? std::atoi(argv[2]) : 1;
  std::printf("{\"solveMs\":[");
  for (int time = 0; time < times; time++) {
    Solver solver(graph);
    solver.upperMap(roomOf).costMap(priceOf).supplyMap(supplyOf);
    const auto start = Clock::now();
    if (solver.run(Solver::BLOCK_SEARCH) != Solver::OPTIMAL) return 1;
    std::printf("%s%.2f", time ? "," : "", millisecondsSince(start));
    placed = total = 0;
    for (std::size_t at = 0; at < ends.size(); at++) {
      if (ends[at].first < students && ends[at].second != sink && solver.flow(graph.arc(at)) > 0) {
        placed++;
        total += prices[at];
      }
    }
  }
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  std::printf("],\"placed\":%lld,\"cost\":%lld,\"loadMs\":%.1f,\"peakRssMb\":%.0f}\n", (long long)placed,
              (long long)total, loadMs, usage.ru_maxrss / 1024.0);
}
