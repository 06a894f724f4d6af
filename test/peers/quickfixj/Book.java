/** A book of one instrument, and the random one of a venue: the same numbers as in the C++ peer, book.hpp. Prices in units of 0.00001. */
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

final class Book {
    static final int DEPTH = 40;

    record Entry(char side, long price, long quantity) {}

    record Change(char action, String id, Entry entry) {}

    final TreeMap<String, Entry> entries = new TreeMap<>();

    static String decimal(long price) {
        return BigDecimal.valueOf(price, 5).toPlainString();
    }

    static long parseDecimal(String text) {
        return new BigDecimal(text).movePointRight(5).longValueExact();
    }

    /** "bids":[["1.10000","500000"],…],"asks":[…], best first, what stands at one price added up. */
    String json() {
        final TreeMap<Long, Long> bids = new TreeMap<>();
        final TreeMap<Long, Long> asks = new TreeMap<>();
        for (final Entry entry : entries.values()) {
            final boolean isBid = entry.side() == '0';
            (isBid ? bids : asks).merge(isBid ? -entry.price() : entry.price(), entry.quantity(), Long::sum);
        }
        return "\"bids\":" + levels(bids) + ",\"asks\":" + levels(asks);
    }

    private static String levels(TreeMap<Long, Long> side) {
        final List<String> out = new ArrayList<>();
        for (final Map.Entry<Long, Long> level : side.entrySet()) {
            out.add("[\"" + decimal(Math.abs(level.getKey())) + "\",\"" + level.getValue() + "\"]");
        }
        return "[" + String.join(",", out) + "]";
    }

    /** xorshift32. */
    static final class Random {
        private int state;

        Random(int seed) {
            state = seed * 0x9E3779B1 + 1;
            if (state == 0) {
                state = 1;
            }
        }

        int below(int limit) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            return (state >>> 1) % limit;
        }
    }

    /** Changes at random: bids below and offers above a middle that never moves, so it never crosses. */
    static final class Changing {
        final Book book = new Book();
        private final Random random;
        private final long middle;
        private final boolean isKeyedById;
        private int idNext = 1;

        Changing(int seed, long middle, boolean isKeyedById) {
            random = new Random(seed);
            this.middle = middle;
            this.isKeyedById = isKeyedById;
            for (int i = 0; i < DEPTH; i++) {
                change();
            }
        }

        /** One to four changes, in order. */
        List<Change> changes() {
            final List<Change> out = new ArrayList<>();
            for (int left = 1 + random.below(4); left > 0; left--) {
                out.add(change());
            }
            return out;
        }

        private Change change() {
            final char side = random.below(2) == 0 ? '0' : '1';
            final long away = 1 + random.below(DEPTH);
            final long quantity = 1000L * (1 + random.below(5000));
            long price = side == '0' ? middle - away : middle + away;
            String id = side + "-" + price;
            if (isKeyedById) {
                id = pickedId(side);
                price = book.entries.containsKey(id) ? book.entries.get(id).price() : price;
            }
            final Entry old = book.entries.get(id);
            if (old != null && random.below(3) == 0) {
                book.entries.remove(id);
                return new Change('2', id, old);
            }
            final Entry entry = new Entry(side, price, quantity);
            book.entries.put(id, entry);
            return new Change(old == null ? '0' : '1', id, entry);
        }

        /** A new id, or one of this side's entries. */
        private String pickedId(char side) {
            final List<String> ids = new ArrayList<>();
            book.entries.forEach((id, entry) -> {
                if (entry.side() == side) {
                    ids.add(id);
                }
            });
            if (!ids.isEmpty() && (ids.size() >= DEPTH || random.below(2) == 0)) {
                return ids.get(random.below(ids.size()));
            }
            return "E" + idNext++;
        }
    }
}
