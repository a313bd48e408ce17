/* Mixed.java -- what a virtual machine for Java does, in one small program: loops worth compiling,
 * allocation worth collecting, threads, exceptions (null references are found by a fault). */
import java.util.*;
import java.util.concurrent.*;

public class Mixed {
    static int hash(int turns) {
        int sum = 7;
        for (int i = 0; i < turns; i++) {
            sum = sum * 31 + (i ^ sum >>> 3);
        }
        return sum;
    }

    static double series(int turns) {
        double sum = 0;
        for (int i = 1; i <= turns; i++) {
            sum += Math.sin(i) / i + (long) i * i % 7;
        }
        return sum;
    }

    static int nulls(String[] strings) {
        int caught = 0;
        for (String string : strings) {
            try {
                caught += string.length() * 0;
            } catch (NullPointerException absent) {
                caught++;
            }
        }
        return caught;
    }

    public static void main(String[] arguments) throws Exception {
        int turns = Integer.parseInt(arguments[0]);
        System.out.println("hash " + hash(turns));
        System.out.printf("series %.9f%n", series(turns / 10));
        System.out.println("nulls " + nulls(new String[turns / 100]));
        Map<String, Integer> map = new TreeMap<>();
        for (int i = 0; i < turns / 10; i++) {
            map.merge("key" + i % 97, i, Integer::sum);
        }
        System.out.println("map " + map.size() + " " + map.get("key5"));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int part = i;
            results.add(pool.submit(() -> hash(turns / 10 + part)));
        }
        for (Future<Integer> result : results) {
            System.out.println("thread " + result.get());
        }
        pool.shutdown();
        try {
            System.out.println(1 / (arguments.length - 1));
        } catch (ArithmeticException division) {
            System.out.println(division.getMessage());
        }
    }
}
