"""A small policy with deadlines, and complaints for it."""

POLICY = """tousu: 1
policy: desk
title: 投诉台
version: "1"
language: zh
effective: 2026-01-01
dated_by: at
calendar: CN
timezone: Asia/Shanghai
identity: id
facts:
  id: {type: text, required: true}
  at: {type: datetime, required: true}
  found_at: {type: datetime}
  waits: {type: intervals}
deadlines:
  first_look: {title: 初审, from: at, within: 24 hours, warn_at: 50%, clause: 甲}
  inquiry: {title: 调查, from: at, within: 5 working days, met_by: found_at, pauses: waits, warn_at: 80%, clause: 乙}
decisions:
  urging:
    title: 督办
    outcomes: {overdue: 已逾期, on_time: 正常}
    hit_policy: first
    rules:
      - {id: U-1, when: inquiry = breached, then: overdue, because: "应于 {inquiry.due} 前完成，现在{inquiry}"}
      - {id: U-2, then: on_time}
"""
COLUMNS = ("id", "at", "found_at", "waits")
FEED = """id,at,found_at,waits
T-1,2026-03-02T09:30:00+08:00,,
T-2,2026-03-02T09:30:00+08:00,2026-03-09T23:59:59+08:00,
T-3,2026-03-02T09:30:00+08:00,,2026-03-03T09:00:00+08:00/2026-03-05T12:00:00+08:00 等截图
T-4,2026-12-28T09:30:00+08:00,,
T-5,2026-03-02T09:30:00+08:00,,2026-03-05T09:00:00+08:00/2026-03-03T12:00:00+08:00 倒置
"""
