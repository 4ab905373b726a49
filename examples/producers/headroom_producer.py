"""A Kinesis producer for boto3 that says when it is throttled: docs/producers.md.

Sends only refused records again, and publishes WriteThrottles, the metric of Headroom's fast alarm: one PutMetricData in 10 s while writes
are refused, none otherwise. Needs Python 3.9 or newer and boto3.
"""

import random
import re
import threading
import time
from collections import Counter
from datetime import datetime, timezone

THROTTLED = "ProvisionedThroughputExceededException"
SHARD_ID = re.compile(r"\bshardId-\d{12}\b")
MIN_CALL_INTERVAL_SECONDS = 10.0
FIRST_CALL_AFTER_SECONDS = 1.0
MAX_DATA_PER_CALL = 1_000


class Throttles:
    """Counts throttled attempts by second, stream and shard. Safe for threads."""

    def __init__(self, cloudwatch):
        self._cloudwatch = cloudwatch
        self._lock = threading.Lock()
        self._counted = Counter()
        self._timer = None
        self._last_call = float("-inf")

    def count(self, stream, messages):
        """One message of a refusal for each throttled attempt; None where there is none."""
        second = int(time.time())
        with self._lock:
            for message in messages:
                shard = SHARD_ID.search(message or "")
                self._counted[(second, stream, None)] += 1
                if shard:
                    self._counted[(second, stream, shard.group())] += 1
            if self._timer is None and self._counted:
                wait = self._last_call + MIN_CALL_INTERVAL_SECONDS - time.monotonic()
                self._timer = threading.Timer(max(FIRST_CALL_AFTER_SECONDS, wait), self.publish)
                self._timer.daemon = True
                self._timer.start()

    def publish(self):
        """Also before the program ends: publishes what is left. A call that failed is not made again, since it may have taken effect."""
        with self._lock:
            counted, self._counted = self._counted, Counter()
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None
            if not counted:
                return
            self._last_call = time.monotonic()
        # The streams' sums first: they are what the alarm reads.
        data = sorted(counted.items(), key=lambda item: (item[0][2] is not None, -item[1]))[:MAX_DATA_PER_CALL]
        try:
            self._cloudwatch.put_metric_data(Namespace="Headroom", MetricData=[datum(*item) for item in data])
        except Exception as error:  # a metric fails no write
            print(f"WriteThrottles was not published: {error}")


def datum(key, count):
    second, stream, shard = key
    dimensions = [{"Name": "StreamName", "Value": stream}]
    if shard is not None:
        dimensions.append({"Name": "ShardId", "Value": shard})
    return {
        "MetricName": "WriteThrottles",
        "Dimensions": dimensions,
        "Timestamp": datetime.fromtimestamp(second, timezone.utc),
        "Value": count,
        "Unit": "Count",
        "StorageResolution": 1,
    }


def put_records(kinesis, throttles, stream, records, max_attempts=6):
    """At most 500 records, {"Data", "PartitionKey"} each. Returns those that were refused at last, as (record, code): they are yours again.

    `kinesis` is a client with Config(retries={"total_max_attempts": 1}). Without an answer the call's error is raised: send all of
    `records` again, and some may be stored twice.
    """
    pending = list(records)
    for attempt in range(1, max_attempts + 1):
        answer = kinesis.put_records(StreamName=stream, Records=pending)
        failed = [(record, entry) for record, entry in zip(pending, answer["Records"]) if "ErrorCode" in entry]
        throttles.count(stream, [entry.get("ErrorMessage") for _, entry in failed if entry["ErrorCode"] == THROTTLED])
        pending = [record for record, _ in failed]
        if not pending or attempt == max_attempts:
            return [(record, entry["ErrorCode"]) for record, entry in failed]
        time.sleep(random.random() * min(1.0, 0.1 * 2 ** (attempt - 1)))
    return []
